// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/client_address.hpp"

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <optional>

namespace lethe::api {
namespace {

std::optional<Poco::Net::IPAddress> parsed(const std::string& text) {
  Poco::Net::IPAddress address;
  if (!Poco::Net::IPAddress::tryParse(text, address)) return std::nullopt;
  return address;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool is_one_of(const std::vector<std::string>& addresses, const std::string& address) {
  const auto wanted = parsed(address);
  return wanted &&
         std::any_of(addresses.begin(), addresses.end(), [&](const auto& one) { return parsed(one) == wanted; });
}

std::string client_address(const std::string& peer, const std::string& forwarded_for,
                           const std::vector<std::string>& trusted_proxies) {
  std::string client = peer, rest = forwarded_for;
  while (is_one_of(trusted_proxies, client) && !rest.empty()) {
    const auto comma = rest.rfind(',');
    const std::string previous = trimmed(comma == std::string::npos ? rest : rest.substr(comma + 1));
    if (!parsed(previous)) break;
    client = previous;
    rest = comma == std::string::npos ? std::string() : rest.substr(0, comma);
  }
  return client;
}

bool is_address(const std::string& text) { return parsed(text).has_value(); }

bool is_loopback(const std::string& address) {
  constexpr std::string_view mapped = "::ffff:";  // an IPv4 address on a socket for both
  const auto found = parsed(address.starts_with(mapped) ? address.substr(mapped.size()) : address);
  return found && found->isLoopback();
}

}  // namespace lethe::api
