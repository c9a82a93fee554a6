// SPDX-License-Identifier: AGPL-3.0-or-later
// A fake media process: answers commands like a worker, without media. On the control thread, except the counters.
#pragma once

#include <atomic>
#include <map>
#include <vector>

#include "mcu/base/loop.hpp"
#include "mcu/room/model/media.hpp"

namespace lethe::contract {

struct FakeMedia : room::Media {
  explicit FakeMedia(Loop& control) : loop(control) {}

  std::unique_ptr<room::MediaSession> open(room::MediaListener& listener) override;
  bool ready() const override { return is_ready; }
  std::vector<wire::Ready> walls() const override;  // two processes that say the same

  // What an offer or a trickle is answered with; by default like a worker that takes everything.
  wire::Reply answer(const wire::Command& command) const;

  Loop& loop;
  std::atomic<bool> is_ready{true};
  std::atomic<bool> answers{true};  // false: replies never come
  std::atomic<int> sessions{0};     // open now
  std::atomic<int> offers{0}, closes{0};
  // Of the newest session; for functions on the control thread.
  room::MediaListener* listener = nullptr;
  wire::Scene scene;
  std::map<wire::Seat, wire::Listen> listening;  // with the ends to write into, until they are closed
};

}  // namespace lethe::contract
