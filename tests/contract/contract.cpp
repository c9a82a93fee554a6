// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contract.hpp"
#include "base/fields.hpp"

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
  if (type == "integer") return value.is_number_integer();
  return type == "boolean" && value.is_boolean();
}

}  // namespace

const Contract& Contract::get() {
  static const Contract contract("api/openapi.yaml");
  return contract;
}

Contract::Contract(const std::string& path) : root_(YAML::LoadFile(path)) {}

YAML::Node Contract::resolved(const YAML::Node& node) const {
  if (!node.IsMap() || !node["$ref"]) return node;
  std::istringstream path(node["$ref"].Scalar().substr(2));  // after #/
  YAML::Node at = root_;
  for (std::string key; std::getline(path, key, '/');) at.reset(at[key]);
  return at;
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
  return !security || security.size() > 0;
}

std::set<std::string> Contract::problem_codes() const {
  std::set<std::string> codes;
  for (const auto& code : root_["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    codes.insert(code.Scalar());
  return codes;
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
  if (type.ends_with("json")) {
    if (reply.json().is_discarded()) return {id + " came with a body that is not JSON"};
    check(content[type]["schema"], reply.json(), "", wrong);
  }
  return wrong;
}

void Contract::check(const YAML::Node& reference, const Json& value, const std::string& at,
                     std::vector<std::string>& wrong) const {
  const YAML::Node schema = resolved(reference);
  if (!has_type(value, schema["type"].Scalar())) return wrong.push_back(at + " is no " + schema["type"].Scalar());
  if (schema["const"] && value != schema["const"].Scalar()) wrong.push_back(at + " is not the constant");
  if (schema["enum"] && std::none_of(schema["enum"].begin(), schema["enum"].end(),
                                     [&](const auto& allowed) { return value == allowed.Scalar(); }))
    wrong.push_back(at + " is none of its values");
  for (const auto& key : schema["required"])
    if (!value.contains(key.Scalar())) wrong.push_back(at + "/" + key.Scalar() + " is missing");
  if (value.is_object())
    for (const auto& [key, member] : value.items()) {
      const YAML::Node property = schema["properties"][key];
      if (property)
        check(property, member, at + "/" + key, wrong);
      else
        wrong.push_back(at + "/" + key + " is not documented");
    }
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      check(schema["items"], value[i], at + "/" + std::to_string(i), wrong);
}

}  // namespace lethe::contract
