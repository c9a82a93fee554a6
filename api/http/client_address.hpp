// SPDX-License-Identifier: AGPL-3.0-or-later
// Which address a request came from, when reverse proxies may stand between. Pure.
#pragma once

#include <string>
#include <vector>

namespace lethe::api {

// Whether it is one of these addresses, however it is written.
bool is_one_of(const std::vector<std::string>& addresses, const std::string& address);

// The rightmost address of X-Forwarded-For that is no trusted proxy, if `peer` is one; else `peer`. An entry that is no
// address ends the search: what stands left of it is hearsay.
std::string client_address(const std::string& peer, const std::string& forwarded_for,
                           const std::vector<std::string>& trusted_proxies);

bool is_address(const std::string& text);  // a numeric one

// Whether a numeric address is the machine itself.
bool is_loopback(const std::string& address);

}  // namespace lethe::api
