// SPDX-License-Identifier: AGPL-3.0-or-later
// Limits the requests per minute of each client address: a token bucket each, in a table of bounded size. Pure; time is
// given. Guarded by its user's lock.
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

  // A client may send `at_once` requests at once and regains `per_minute` per minute.
  explicit RateLimiter(int per_minute, std::size_t clients_most = 10'000)
      : RateLimiter(per_minute, per_minute, clients_most) {}
  RateLimiter(int per_minute, int at_once, std::size_t clients_most);

  // Empty: admitted. Otherwise the time that the client has to wait (at least one second).
  std::optional<std::chrono::seconds> admit(const std::string& address, Clock::time_point now);

  void give_back(const std::string& address);  // returns one admitted request

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

// The unit that counts as one client: an IPv4 address, or the /64 network of an IPv6 address.
std::string client_network(const std::string& address);
// The same; empty for addresses of the machine itself and of private networks, which may hide anybody.
std::string public_network(const std::string& address);

// The same for shares that the owner of many networks must not multiply: for IPv6 the /48, which one customer gets.
std::string wide_network(const std::string& address);

}  // namespace lethe::api
