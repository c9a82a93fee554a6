// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads api/openapi.yaml and compares one reply with it.
#pragma once

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/support/http_client.hpp"

namespace lethe::contract {

class Contract {
 public:
  static const Contract& get();

  // "GET /api/v1/rooms" and so on, with the operation's id.
  std::set<std::pair<std::string, std::string>> operations() const;
  YAML::Node operation(const std::string& id) const;
  // Media type of the operation's body; empty: none.
  std::string accepts(const std::string& id) const;
  bool needs_credential(const std::string& id) const;
  std::set<std::string> problem_codes() const;
  // Schema of the operation's JSON body; undefined: it has none.
  YAML::Node body_schema(const std::string& id) const;
  YAML::Node resolved(const YAML::Node& node) const;  // what a $ref stands for, together with all of which it is made

  YAML::Node schema(const std::string& name) const;  // of the components

  std::set<std::string> events() const;            // of the event stream
  std::set<std::string> tabulated_events() const;  // as its description lists them
  YAML::Node event_schema(const std::string& type) const;
  std::vector<std::string> event_violations(const std::string& type, const nlohmann::json& data) const;
  std::set<std::string> webhooks() const;
  std::vector<std::string> webhook_violations(const nlohmann::json& body) const;  // by its type

  // What of the reply the document does not allow; none: it is as documented.
  std::vector<std::string> violations(const std::string& operation_id, const Reply& reply) const;

 private:
  explicit Contract(const std::string& path);
  void check(const YAML::Node& schema, const nlohmann::json& value, const std::string& at,
             std::vector<std::string>& wrong) const;

  YAML::Node root_;
};

}  // namespace lethe::contract
