// SPDX-License-Identifier: AGPL-3.0-or-later
// Routes as data, and the search for a request's route. Pure.
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
  std::string_view pattern;  // {name} matches one segment, a final {name*} all that follow
  std::string_view operation;
  Credential credential;
  std::string_view accepts;  // content type of the body; empty: the body is ignored
  Response (*handler)(Call&);
  bool file = false;  // the same for everybody, from the program
};

// True if the path matches; then fills `parameters`.
bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters);

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> parameters;
  std::string allow;  // if the path exists, but not with this method
};
// HEAD is served as GET; earlier patterns win.
Match find(std::span<const Route> routes, std::string_view method, std::string_view path);

// The table of all routes.
std::span<const Route> routes();

}  // namespace lethe::api
