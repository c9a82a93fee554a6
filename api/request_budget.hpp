// SPDX-License-Identifier: AGPL-3.0-or-later
// Limits the requests per minute of clients. Whoever has shown a valid credential has a budget of their own, so that
// many people behind one address do not use up each other's; those without share their network's. A network has ten
// times that in all, and as much for files: enough for fifty people who load the page and join at once. Pure except for
// its lock; time is given. Any thread.
#pragma once

#include <string>

#include "api/http/rate_limiter.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/base/secret.hpp"

namespace lethe::api {

class RequestBudget {
 public:
  using Clock = RateLimiter::Clock;
  explicit RequestBudget(int per_minute);

  enum class Kind { File /* of the page: cheap, and many at once */, Other };
  // Empty: admitted. Otherwise the time that the client has to wait. `credential` may be empty or wrong.
  std::optional<std::chrono::seconds> admit(const std::string& address, const Secret& credential, Kind kind,
                                            Clock::time_point now);
  // The credential was valid, from this address.
  void proved(const std::string& address, const Secret& credential, Clock::time_point now);

 private:
  Mutex mutex_;
  RateLimiter files_ GUARDED_BY(mutex_), all_ GUARDED_BY(mutex_), networks_ GUARDED_BY(mutex_),
      people_ GUARDED_BY(mutex_);
};

}  // namespace lethe::api
