// SPDX-License-Identifier: AGPL-3.0-or-later
// Helpers for the text of session descriptions. Any thread.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe::transport {

[[noreturn]] void unreadable(const char* what);  // throws Error InvalidSdp

// ASCII only.
std::string lowered(std::string_view text);
std::string uppered(std::string_view text);

// The non-empty parts.
std::vector<std::string_view> split(std::string_view text, char at);

// True without control characters and zero bytes. Line ends, tabs and UTF-8 are allowed.
bool is_printable(std::string_view text);

// RFC 8866, 9: 1 to `most` characters of a token or of `also`.
bool is_token(std::string_view text, std::size_t most, std::string_view also = {});

// Converts the whole text, or returns nothing.
template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace lethe::transport
