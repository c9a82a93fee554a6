// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/contract.hpp"
#include "mcu/base/fields.hpp"

#include <algorithm>
#include <sstream>

namespace lethe::contract {
namespace {

using Json = nlohmann::json;

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(toupper(c)); });
  return text;
}

bool has_type(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return type == "boolean" && value.is_boolean();
}

// One type, or a list of them.
bool has_type(const Json& value, const YAML::Node& type) {
  if (type.IsScalar()) return has_type(value, type.Scalar());
  return std::any_of(type.begin(), type.end(), [&](const YAML::Node& one) { return has_type(value, one.Scalar()); });
}

}  // namespace

const Contract& Contract::get() {
  static const Contract contract("api/openapi.yaml");
  return contract;
}

Contract::Contract(const std::string& path) : root_(YAML::LoadFile(path)) {}

YAML::Node Contract::resolved(const YAML::Node& node) const {
  if (!node.IsMap()) return node;
  if (node["$ref"]) {
    std::istringstream path(node["$ref"].Scalar().substr(2));  // after #/
    YAML::Node at = root_;
    for (std::string key; std::getline(path, key, '/');) at.reset(at[key]);
    return resolved(at);
  }
  if (!node["allOf"]) return node;
  YAML::Node whole = YAML::Clone(node);
  for (const auto& reference : node["allOf"]) {
    const YAML::Node part = resolved(reference);
    for (const auto& property : part["properties"])
      whole["properties"][property.first.Scalar()] = YAML::Clone(property.second);
    for (const auto& key : part["required"]) whole["required"].push_back(key.Scalar());
  }
  return whole;
}

std::set<std::pair<std::string, std::string>> Contract::operations() const {
  std::set<std::pair<std::string, std::string>> all;
  for (const auto& path : root_["paths"])
    for (const auto& method : path.second)
      if (method.first.Scalar() != "parameters")
        all.emplace(upper(method.first.Scalar()) + " " + path.first.Scalar(), method.second["operationId"].Scalar());
  return all;
}

YAML::Node Contract::operation(const std::string& id) const {
  for (const auto& path : root_["paths"])
    for (const auto& method : path.second)
      if (method.first.Scalar() != "parameters" && method.second["operationId"].Scalar() == id) return method.second;
  return YAML::Node(YAML::NodeType::Undefined);
}

std::string Contract::accepts(const std::string& id) const {
  const YAML::Node body = operation(id)["requestBody"];
  return body ? body["content"].begin()->first.Scalar() : std::string();
}

YAML::Node Contract::body_schema(const std::string& id) const {
  const YAML::Node body = operation(id)["requestBody"];
  if (!body || !body["content"]["application/json"]) return YAML::Node(YAML::NodeType::Undefined);
  return body["content"]["application/json"]["schema"];
}

bool Contract::needs_credential(const std::string& id) const {
  const YAML::Node security = operation(id)["security"];
  return !security || (security.size() > 0 &&
                       std::all_of(security.begin(), security.end(), [](const auto& one) { return one.size() > 0; }));
}

std::set<std::string> Contract::problem_codes() const {
  std::set<std::string> codes;
  for (const auto& code : root_["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    codes.insert(code.Scalar());
  return codes;
}

YAML::Node Contract::schema(const std::string& name) const {
  const YAML::Node found = root_["components"]["schemas"][name];
  return found ? resolved(found) : found;
}

std::set<std::string> Contract::events() const {
  std::set<std::string> all;
  for (const auto& event : schema("Events")["properties"]) all.insert(event.first.Scalar());
  return all;
}

std::set<std::string> Contract::tabulated_events() const {
  std::set<std::string> all;
  std::istringstream rows(operation("readEvents")["description"].Scalar());
  for (std::string row; std::getline(rows, row);) {
    if (!row.starts_with("| `")) continue;
    std::istringstream names(row.substr(0, row.find('|', 1)));
    for (std::string between, name; std::getline(names, between, '`') && std::getline(names, name, '`');)
      all.insert(name);
  }
  return all;
}

YAML::Node Contract::event_schema(const std::string& type) const {
  return resolved(schema("Events")["properties"][type]);
}

std::vector<std::string> Contract::event_violations(const std::string& type, const nlohmann::json& data) const {
  const YAML::Node event = schema("Events")["properties"][type];
  if (!event) return {"the document has no event " + type};
  std::vector<std::string> wrong;
  check(event, data, type, wrong);
  return wrong;
}

std::set<std::string> Contract::webhooks() const {
  std::set<std::string> all;
  for (const auto& hook : root_["webhooks"]) all.insert(hook.first.Scalar());
  return all;
}

std::vector<std::string> Contract::webhook_violations(const nlohmann::json& body) const {
  const YAML::Node hook = root_["webhooks"][body.value("type", "")];
  if (!hook) return {"the document has no webhook of this type"};
  std::vector<std::string> wrong;
  check(hook["post"]["requestBody"]["content"]["application/json"]["schema"], body, "", wrong);
  return wrong;
}

std::vector<std::string> Contract::violations(const std::string& id, const Reply& reply) const {
  std::vector<std::string> wrong;
  const YAML::Node responses = operation(id)["responses"];
  // Only what may happen to any request goes without a line of its own.
  static const std::set<int> anywhere{400, 405, 413, 500, 503};
  const std::string status = std::to_string(reply.status);
  YAML::Node response;
  if (responses[status])
    response.reset(responses[status]);
  else if (anywhere.contains(reply.status))
    response.reset(responses["default"]);
  else
    return {id + " does not list status " + status};
  response.reset(resolved(response));
  for (const auto& header : response["headers"])
    if (reply.header(header.first.Scalar()).empty())
      wrong.push_back(id + " came without header " + header.first.Scalar());
  std::string type = reply.header("Content-Type");
  type.resize(std::min(type.size(), type.find(';')));
  const YAML::Node content = response["content"];
  if (!content) {
    if (!reply.body.empty()) wrong.push_back(id + " came with a body");
    return wrong;
  }
  if (content["*/*"]) return wrong;
  if (!content[type]) return {id + " does not list content type " + type};
  if (type.ends_with("json") && reply.header("Content-Encoding").empty()) {
    if (reply.json().is_discarded()) return {id + " came with a body that is not JSON"};
    check(content[type]["schema"], reply.json(), "", wrong);
  }
  return wrong;
}

void Contract::check(const YAML::Node& reference, const Json& value, const std::string& at,
                     std::vector<std::string>& wrong) const {
  const YAML::Node schema = resolved(reference);
  if (!schema["type"] || !has_type(value, schema["type"])) return wrong.push_back(at + " has another type");
  if (value.is_null()) return;
  if (schema["const"] && value != schema["const"].Scalar()) wrong.push_back(at + " is not the constant");
  if (schema["enum"] && std::none_of(schema["enum"].begin(), schema["enum"].end(),
                                     [&](const auto& allowed) { return value == allowed.Scalar(); }))
    wrong.push_back(at + " is none of its values");
  for (const auto& key : schema["required"])
    if (!value.contains(key.Scalar())) wrong.push_back(at + "/" + key.Scalar() + " is missing");
  if (value.is_object())
    for (const auto& [key, member] : value.items()) {
      YAML::Node property(YAML::NodeType::Undefined);
      if (schema["properties"]) property.reset(schema["properties"][key]);
      const YAML::Node others = schema["additionalProperties"];
      if (property)
        check(property, member, at + "/" + key, wrong);
      else if (others && others.IsMap())
        check(others, member, at + "/" + key, wrong);
      else if (!others || others.Scalar() != "true")
        wrong.push_back(at + "/" + key + " is not documented");
    }
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      check(schema["items"], value[i], at + "/" + std::to_string(i), wrong);
}

}  // namespace lethe::contract
