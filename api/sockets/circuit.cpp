// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sockets/circuit.hpp"

#include <algorithm>
#include <cctype>

namespace lethe::api {

std::optional<std::string> circuit_of(std::string_view line) {
  constexpr std::string_view begin = "PROXY TCP6 fc00:dead:beef:4dad::";
  if (!line.starts_with(begin)) return std::nullopt;
  const std::string_view rest = line.substr(begin.size());
  const std::string_view id = rest.substr(0, rest.find(' '));
  const bool hex = std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isxdigit(c) || c == ':'; });
  if (id.empty() || id.size() > 9 || id.size() == rest.size() || !hex) return std::nullopt;
  return "circuit " + std::string(id);
}

}  // namespace lethe::api
