// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/route.hpp"

namespace lethe::api {

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& parameters) {
  parameters.clear();
  while (true) {
    const auto pattern_end = pattern.find('/'), path_end = path.find('/');
    const std::string_view wanted = pattern.substr(0, pattern_end), given = path.substr(0, path_end);
    if (wanted.ends_with("*}")) {
      parameters.emplace_back(path);
      return !path.empty();
    }
    if (wanted.starts_with('{')) {
      if (given.empty()) return false;
      parameters.emplace_back(given);
    } else if (wanted != given) {
      return false;
    }
    if (pattern_end == std::string_view::npos || path_end == std::string_view::npos) return pattern_end == path_end;
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

Match find(std::span<const Route> routes, std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  Match match;
  std::string_view known;  // the first matching pattern; later, wider ones do not count
  for (const Route& route : routes) {
    std::vector<std::string> parameters;
    if ((!known.empty() && route.pattern != known) || !fits(route.pattern, path, parameters)) continue;
    known = route.pattern;
    if (route.method == method) {
      match.route = &route;
      match.parameters = std::move(parameters);
      return match;
    }
    // A pattern for all the rest does not prove that a path exists.
    if (route.pattern.ends_with("*}")) continue;
    match.allow += (match.allow.empty() ? "" : ", ") + std::string(route.method);
  }
  return match;
}

}  // namespace lethe::api
