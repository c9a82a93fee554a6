// SPDX-License-Identifier: AGPL-3.0-or-later
// Routes as data, and finding the one a request means. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/http_message.hpp"

namespace lethe::api {

class Call;

enum class Credential { None, Bearer };

struct Route {
  std::string_view method;
  std::string_view pattern;  // {name} stands for one segment, a last {name*} for all that follow
  std::string_view operation;
  Credential credential;
  std::string_view accepts;  // content type of the body; empty: the body is ignored
  Response (*handler)(Call&);
  bool file = false;  // the same for everybody, out of the program
};

// Fills `parameters` when the path fits.
bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters);

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> parameters;
  std::string allow;  // when the path is known but not with this method
};
// HEAD is served as GET; a pattern that stands earlier wins.
Match find(std::span<const Route> routes, std::string_view method, std::string_view path);

// The one place that knows all routes.
std::span<const Route> routes();

}  // namespace lethe::api
