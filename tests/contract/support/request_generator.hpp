// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests generated from the contract and a seed: as documented, or with some deviation.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "api/http/route.hpp"
#include "tests/contract/support/contract.hpp"

namespace lethe::contract {

class RequestGenerator {
 public:
  explicit RequestGenerator(unsigned seed) : random_(seed) {}

  struct Made {
    std::string method, path, body;
    Headers headers;
  };
  // `ids` and `tokens`: what the server has told so far; some of it is dead.
  Made next(const std::vector<std::string>& ids, const std::vector<std::string>& tokens);

  bool one_in(unsigned n) { return random_() % n == 0; }
  template <class T>
  const T& any(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }

 private:
  nlohmann::json value(const YAML::Node& schema, const std::string& name);
  nlohmann::json junk();
  std::string text(std::size_t least, std::size_t most);
  void spoil(nlohmann::json& body);
  void spoil(std::string& bytes);
  std::string body_of(const api::Route& route);

  std::mt19937 random_;
};

}  // namespace lethe::contract
