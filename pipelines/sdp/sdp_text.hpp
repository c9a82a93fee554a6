// SPDX-License-Identifier: AGPL-3.0-or-later
// Pieces of the text of a session description. Any thread.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe::transport {

[[noreturn]] void unreadable(const char* what);  // throws Error InvalidSdp

// ASCII alone.
std::string lowered(std::string_view text);
std::string uppered(std::string_view text);

// Parts that are not empty.
std::vector<std::string_view> split(std::string_view text, char at);

// Neither control characters nor zero bytes; line ends and tabs may be, and UTF-8.
bool is_printable(std::string_view text);

// RFC 8866, 9: 1 to `most` characters of a token, and those in `also`.
bool is_token(std::string_view text, std::size_t most, std::string_view also = {});

// All of the text, or nothing.
template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace lethe::transport
