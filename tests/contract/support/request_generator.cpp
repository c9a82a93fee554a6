// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/request_generator.hpp"

#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using Json = nlohmann::json;

std::size_t number(const YAML::Node& schema, const char* key, std::size_t otherwise) {
  return schema[key] ? schema[key].as<std::size_t>() : otherwise;
}

}  // namespace

std::string RequestGenerator::text(std::size_t least, std::size_t most) {
  static const std::vector<std::string> pieces{"a",  "B", "7",   " ",   "é",  "日", "😀",     "\"",
                                               "\\", "/", "<b>", "%00", "\n", "'",  "\u202e"};
  std::string made;
  const std::size_t wanted = least + random_() % (std::min<std::size_t>(most, least + 40) - least + 1);
  while (made.size() < wanted) made += any(pieces);
  return made;
}

Json RequestGenerator::junk() {
  switch (random_() % 9) {
    case 0:
      return nullptr;
    case 1:
      return -1;
    case 2:
      return 1e300;
    case 3:
      return 18'446'744'073'709'551'615U;
    case 4:
      return text(0, 4000);
    case 5:
      return std::string(3000, 'x');
    case 6:
      return Json::array({1, "x", Json::object()});
    case 7:
      return Json{{"x", {{"y", {{"z", 1}}}}}};
    default:
      return one_in(2);
  }
}

Json RequestGenerator::value(const YAML::Node& reference, const std::string& name) {
  const YAML::Node schema = Contract::get().resolved(reference);
  if (schema["enum"]) return schema["enum"][random_() % schema["enum"].size()].Scalar();
  const std::string type = schema["type"].Scalar();
  if (type == "boolean") return one_in(2);
  if (type == "integer" || type == "number") {
    const auto least = number(schema, "minimum", 0), most = number(schema, "maximum", 1000);
    return one_in(4) ? (one_in(2) ? least : most) : least + random_() % (most - least + 1);
  }
  if (type == "array") {
    Json made = Json::array();
    for (unsigned i = random_() % 4; i > 0; --i) made.push_back(value(schema["items"], name));
    return made;
  }
  if (type == "object") {
    Json made = Json::object();
    std::set<std::string> required;
    for (const auto& key : schema["required"]) required.insert(key.Scalar());
    for (const auto& property : schema["properties"])
      if (required.contains(property.first.Scalar()) || one_in(2))
        made[property.first.Scalar()] = value(property.second, property.first.Scalar());
    return made;
  }
  // Names and passwords that meet again, so that log-ins and PINs succeed now and then.
  if (name == "name" && schema["pattern"]) return "user" + std::to_string(random_() % 12);
  if (name == "name" && number(schema, "maxLength", 0) == 64) return "user" + std::to_string(random_() % 12);
  if (name == "password" || name == "current") return one_in(8) ? text(10, 256) : good_password;
  if (name == "pin") return one_in(3) ? "" : one_in(2) ? "1234" : "987654";
  if (name == "email") return "ada@nowhere.invalid";
  return text(number(schema, "minLength", 0), number(schema, "maxLength", 100));
}

void RequestGenerator::spoil(Json& body) {
  if (!body.is_object()) return;
  if (body.empty() || one_in(3)) {
    body[text(1, 20)] = junk();
  } else {
    auto at = body.begin();
    std::advance(at, static_cast<long>(random_() % body.size()));
    if (one_in(3))
      body.erase(at);
    else
      *at = junk();
  }
}

void RequestGenerator::spoil(std::string& bytes) {
  if (bytes.empty())
    bytes = "\xff{";
  else if (one_in(3))
    bytes.resize(random_() % bytes.size());
  else if (one_in(2))
    bytes[random_() % bytes.size()] = static_cast<char>(random_());
  else
    bytes.insert(random_() % bytes.size(), text(1, 30));
}

std::string RequestGenerator::body_of(const api::Route& route) {
  const YAML::Node schema = Contract::get().body_schema(std::string(route.operation));
  if (!schema) return route.accepts.empty() ? (one_in(20) ? text(1, 100) : "") : good_offer;
  Json body = value(schema, "");
  if (one_in(3)) spoil(body);
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RequestGenerator::Made RequestGenerator::next(const std::vector<std::string>& ids,
                                              const std::vector<std::string>& tokens) {
  const auto routes = api::routes();
  const api::Route& route = routes[random_() % routes.size()];
  Made made{std::string(route.method), {}, body_of(route), {}};
  std::string_view rest = route.pattern;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    made.path += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}');
    made.path += one_in(12) ? "%2e%2e" + std::to_string(random_()) : any(ids);
    rest = rest.substr(close + 1);
  }
  if (one_in(12)) spoil(made.body);
  if (one_in(40)) made.body = std::string(70'000, ' ');
  if (one_in(40)) made.method = any<std::string>({"HEAD", "PUT", "OPTIONS", "TRACE", "POST", "DELETE"});
  if (one_in(60)) made.path += any<std::string>({"/", "?token=x", "//", "/../..", "/%00"});
  if (!one_in(10)) made.headers["Authorization"] = "Bearer " + (one_in(20) ? std::string("ls_garbage") : any(tokens));
  if (!route.accepts.empty() && !one_in(20)) made.headers["Content-Type"] = std::string(route.accepts);
  if (one_in(10)) made.headers["If-Match"] = any<std::string>({"*", "\"1\"", "\"2\"", "W/\"x\"", "garbage"});
  if (one_in(30)) made.headers["Last-Event-ID"] = any<std::string>({"1", "-1", "x", "99999999999999999999"});
  return made;
}

}  // namespace lethe::contract
