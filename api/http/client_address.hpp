// SPDX-License-Identifier: AGPL-3.0-or-later
// The address that a request came from, possibly through reverse proxies. Pure.
#pragma once

#include <string>
#include <vector>

namespace lethe::api {

// True if it is one of these addresses, in any spelling.
bool is_one_of(const std::vector<std::string>& addresses, const std::string& address);

// The rightmost address in X-Forwarded-For that is not a trusted proxy, if `peer` is one; otherwise `peer`. An entry
// that is not an address ends the search, because everything left of it cannot be trusted.
std::string client_address(const std::string& peer, const std::string& forwarded_for,
                           const std::vector<std::string>& trusted_proxies);

bool is_address(const std::string& text);  // a numeric one

// True if a numeric address belongs to the machine itself.
bool is_loopback(const std::string& address);

}  // namespace lethe::api
