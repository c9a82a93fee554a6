// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sdp/sdp_text.hpp"

#include <algorithm>

#include "mcu/base/error.hpp"

namespace lethe::transport {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

void unreadable(const char* what) { throw Error(Code::InvalidSdp, what); }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string uppered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || c == '\r' || c == '\n' || c == '\t';
  });
}

bool is_token(std::string_view text, std::size_t most, std::string_view also) {
  constexpr std::string_view others = "\"(),/:;<=>?@[\\]";
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c > ' ' && c < 0x7f && others.find(c) == std::string_view::npos) || also.find(c) != std::string_view::npos;
  });
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = text.find(at);
    if (end != 0) parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

}  // namespace lethe::transport
