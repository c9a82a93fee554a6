// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/candidate.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace lethe::transport {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const auto end = text.find(' ');
    if (end != 0) all.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return all;
}

bool is_number(std::string_view text, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value <= most;
}

bool is_address(std::string_view text) {
  const std::string copy(text);
  unsigned char bytes[16];
  return inet_pton(AF_INET, copy.c_str(), bytes) == 1 || inet_pton(AF_INET6, copy.c_str(), bytes) == 1;
}

}  // namespace

std::string host_candidate(unsigned foundation, bool tcp, std::uint32_t priority, const std::string& address,
                           int port) {
  return "candidate:" + std::to_string(foundation) + " 1 " + (tcp ? "tcp " : "udp ") + std::to_string(priority) + " " +
         address + " " + std::to_string(port) + " typ host" + (tcp ? " tcptype passive" : "");
}

bool is_numeric_candidate(std::string_view text) {
  if (text.size() > 300 || text.substr(0, 10) != "candidate:") return false;
  const auto part = words(text.substr(10));
  if (part.size() < 8 || part[0].size() > 32 || part[1] != "1" || part[6] != "typ") return false;
  std::string transport(part[2]);
  std::transform(transport.begin(), transport.end(), transport.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto kind = std::find(part.begin(), part.end(), "tcptype");
  const bool tcp = kind != part.end() && std::next(kind) != part.end() &&
                   (kind[1] == "active" || kind[1] == "passive" || kind[1] == "so");
  return (transport == "udp" || (transport == "tcp" && tcp)) && is_number(part[3], 0xffffffffU) &&
         is_address(part[4]) && is_number(part[5], 65535);
}

}  // namespace lethe::transport
