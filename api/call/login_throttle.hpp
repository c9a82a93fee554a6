// SPDX-License-Identifier: AGPL-3.0-or-later
// Limits guessing of secrets with few values: an account's password, a room's PIN. Only the guesser is shut out:
// attempts belong to one network, or to one network and one account, so the owner gets in from elsewhere whatever
// strangers do. A PIN also has a total for networks that were not right before, because many networks together would
// find it. Each kind of network has its own total, because Tor circuits and IPv6 networks cost nothing and IPv4
// addresses do; while somebody uses a total up, newcomers of that kind may have to retry. Pure except for its lock;
// time is given. Any thread.
#pragma once

#include "api/http/rate_limiter.hpp"
#include "mcu/base/mutex.hpp"

namespace lethe::api {

class LoginThrottle {
 public:
  using Clock = RateLimiter::Clock;

  enum class Total { None, OfEachKind /* see above */ };
  explicit LoginThrottle(Total total = Total::None) : total_(total) {}

  // Takes one attempt. Empty: go on. Otherwise: the time to wait.
  std::optional<std::chrono::seconds> admit(const std::string& account, const std::string& address,
                                            Clock::time_point now);
  // The attempt was not checked, so it does not count.
  void give_back(const std::string& account, const std::string& address);
  // The attempt was right: it does not count, and from now on the network is known for this account.
  void succeeded(const std::string& account, const std::string& address, Clock::time_point now);
  // True if somebody at this address proved recently to own the account.
  bool knows(const std::string& account, const std::string& address) const;

 private:
  const Total total_;
  mutable Mutex mutex_;
  RateLimiter networks_ GUARDED_BY(mutex_){30};  // attempts of one network on any account
  RateLimiter pairs_ GUARDED_BY(mutex_){6};      // of one network on one account
  RateLimiter accounts_ GUARDED_BY(mutex_){
      60};  // on one account from anywhere: beyond, somebody guesses from many networks,
  RateLimiter besieged_pairs_ GUARDED_BY(mutex_){1};  // and each network that is not known gets this
  RateLimiter totals_ GUARDED_BY(mutex_){12, 60,
                                         10'000};  // of one account and one kind of networks, where there is a total
  std::unordered_map<std::string, Clock::time_point> known_
      GUARDED_BY(mutex_);  // pairs, with the time of the last success
};

}  // namespace lethe::api
