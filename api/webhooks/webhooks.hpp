// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifies other servers of events in rooms, by the Standard Webhooks specification 1.0.0. One thread delivers. Each
// receiver has a bounded queue of its own, in order, so a slow one delays only its own events, and the caller never
// waits. A failed delivery is retried with growing pauses and then dropped. Owned by the server; any thread may call.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "config/config.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/room/model/notice.hpp"

namespace lethe::api {

class Webhooks {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    std::size_t queue_most = 256;              // waiting deliveries per receiver
    std::chrono::milliseconds patience{5000};  // for connecting, for sending, and for the response
    // Pauses before the second and later attempts; after the last one the delivery is dropped.
    std::vector<std::chrono::milliseconds> pauses{std::chrono::seconds(5), std::chrono::seconds(30),
                                                  std::chrono::seconds(120)};
  };

  explicit Webhooks(std::vector<config::Webhook> receivers) : Webhooks(std::move(receivers), Options{}) {}
  Webhooks(std::vector<config::Webhook> receivers, Options options);
  ~Webhooks();  // stops
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

  void tell(const room::Notice& notice);  // never blocks
  void stop();                            // drops what has not been delivered

  struct Counts {
    std::uint64_t delivered = 0, failed = 0, dropped = 0;  // `failed`: attempts
  };
  Counts counts() const;

 private:
  struct Delivery {
    std::string id, body;
    std::size_t attempts = 0;
  };
  struct Receiver {
    config::Webhook hook;
    std::deque<Delivery> waiting;
    Clock::time_point next_attempt{};
  };
  void run();
  Receiver* due() REQUIRES(mutex_);  // the first one that has something to deliver now
  Clock::time_point next_due() const REQUIRES(mutex_);
  void settle(Receiver& receiver, bool delivered) REQUIRES(mutex_);
  void drop(std::size_t count) REQUIRES(mutex_);

  const Options options_;
  mutable Mutex mutex_;
  std::condition_variable changed_;
  std::vector<Receiver> receivers_ GUARDED_BY(mutex_);
  Counts counts_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::function<void()> hang_up_ GUARDED_BY(mutex_);  // ends the attempt that is under way
  std::thread thread_;                                // none without receivers
};

}  // namespace lethe::api
