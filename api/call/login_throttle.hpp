// SPDX-License-Identifier: AGPL-3.0-or-later
// How often a secret of few values may be guessed: the password of an account, the PIN of a room. Nobody but the
// guesser is shut out: what is used up belongs to one network, or to one network and one account, so the owner gets in
// from elsewhere whatever strangers do. What has few values, a PIN, has a total as well, for networks that were not
// right before: else many networks together would find it. Each kind of network has one of its own, as circuits of Tor
// and networks of IPv6 cost nothing and addresses of IPv4 do; while somebody uses one up, newcomers of that kind may
// have to come again. Pure but for its lock; time is given. Any thread.
#pragma once

#include <mutex>

#include "api/http/rate_limiter.hpp"

namespace lethe::api {

class LoginThrottle {
 public:
  using Clock = RateLimiter::Clock;

  enum class Total { None, OfEachKind /* see above */ };
  explicit LoginThrottle(Total total = Total::None) : total_(total) {}

  // Takes one attempt. Nothing: go on. Otherwise: not before that time is over.
  std::optional<std::chrono::seconds> admit(const std::string& account, const std::string& address,
                                            Clock::time_point now);
  // The attempt was not looked at: it does not count.
  void give_back(const std::string& account, const std::string& address);
  // The attempt was right: it does not count, and the network is known for this account from now on.
  void succeeded(const std::string& account, const std::string& address, Clock::time_point now);
  // Whether somebody at this address has proved to own the account lately.
  bool knows(const std::string& account, const std::string& address) const;

 private:
  const Total total_;
  mutable std::mutex mutex_;            // guards all below
  RateLimiter networks_{30};            // attempts of one network on any account
  RateLimiter pairs_{6};                // of one network on one account
  RateLimiter accounts_{60};            // on one account from anywhere: beyond, somebody guesses from many networks,
  RateLimiter besieged_pairs_{1};       // and each network that is not known gets this
  RateLimiter totals_{12, 60, 10'000};  // of one account and one kind of networks, where there is a total
  std::unordered_map<std::string, Clock::time_point> known_;  // pairs, with the time of the last success
};

}  // namespace lethe::api
