// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests per minute of each client address: a token bucket each, in a table of bounded size. Pure; time is given.
// Guarded by its user's lock.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace lethe::api {

class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  // A client may send `at_once` requests at once, and gets back `per_minute` a minute.
  explicit RateLimiter(int per_minute, std::size_t clients_most = 10'000)
      : RateLimiter(per_minute, per_minute, clients_most) {}
  RateLimiter(int per_minute, int at_once, std::size_t clients_most);

  // Nothing: go on. Otherwise the client has to wait so long (at least one second).
  std::optional<std::chrono::seconds> admit(const std::string& address, Clock::time_point now);

  void give_back(const std::string& address);  // one request that was admitted

  bool knows(const std::string& address) const;
  std::size_t clients() const { return table_.size(); }

 private:
  struct Bucket {
    double tokens;
    Clock::time_point filled;
    std::list<std::string>::iterator place;
  };
  Bucket& bucket(const std::string& key, Clock::time_point now);

  const double capacity_, per_second_;
  const std::size_t clients_most_;
  std::unordered_map<std::string, Bucket> table_;
  std::list<std::string> by_use_;  // least recently used first
};

// What counts as one client: an IPv4 address, or the /64 network of an IPv6 address.
std::string client_network(const std::string& address);
// The same; empty for addresses of the machine itself and of private networks, behind which may be everybody.
std::string public_network(const std::string& address);

// The same for what whoever has many networks must not multiply: of IPv6 the /48, which is what one customer gets.
std::string wide_network(const std::string& address);

}  // namespace lethe::api
