// SPDX-License-Identifier: AGPL-3.0-or-later
// Holds decoded pictures until they are due, so that they are shown together with their sound. Time comes from the
// caller. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "pipelines/base/frame.hpp"

namespace lethe::video {

inline constexpr std::chrono::milliseconds hold_max{300};
// How much a picture may lead its sound: leads up to 125 ms go unnoticed (ITU-R BT.1359), and each millisecond that a
// picture does not wait saves delay.
inline constexpr std::chrono::milliseconds lead_max{30};

// From when on a picture that is ready at `ready` is to be shown: at the tick nearest to lead_max before its sound is
// heard, which plays `audio_offset` ns behind the sender's clock; never before `ready`, and at most hold_max after it.
inline media::Time due(media::Time ready, std::optional<std::chrono::nanoseconds> sender_time,
                       std::int64_t audio_offset, std::chrono::nanoseconds tick) {
  if (!sender_time || audio_offset == media::LipSync::unknown) return ready;
  const media::Time heard{*sender_time + std::chrono::nanoseconds(audio_offset)};
  return std::clamp<media::Time>(heard - lead_max - tick / 2, ready, ready + hold_max);
}

// The smallest possible delay behind the sender's clock for a picture that is ready at `ready`, ns.
inline std::int64_t earliest_offset(media::Time ready, std::chrono::nanoseconds sender_time) {
  return (std::chrono::nanoseconds(ready.time_since_epoch()) - sender_time).count();
}

// A picture that is due close to a tick falls before or after it by chance. So that each tick gets exactly one, the
// pictures of such a source are shown a tick later once one of them was late: of two, the newer waits for the next tick
// if it has been due for less than an eighth of a tick. A source that is faster than the ticks, so that some pictures
// must be dropped, is shown as it comes.
template <class Item>
class DueQueue {
 public:
  static constexpr std::size_t capacity = 12;  // 300 ms at 40 pictures per second; the oldest is dropped

  explicit DueQueue(std::chrono::nanoseconds tick) : tick_(tick) {}

  void add(Item item, media::Time when) {
    if (waiting_.size() == capacity) waiting_.pop_front();
    waiting_.emplace_back(when, std::move(item));
  }

  // The item for the tick at `now`, if there is a new one; drops older ones.
  std::optional<Item> release(media::Time now) {
    const bool in_step = now - std::exchange(last_, now) <= tick_ + slack();
    // In order of arrival: an item that is due before its predecessor waits for it.
    std::size_t due = 0;
    while (due < waiting_.size() && waiting_[due].first <= now) ++due;
    if (due == 0) return std::nullopt;
    if (in_step && due > 1 && just_missed(waiting_[due - 2].first, waiting_[due - 1].first, now)) --due;
    Item item = std::move(waiting_[due - 1].second);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(due));
    return item;
  }

  void clear() { waiting_.clear(); }
  std::size_t size() const { return waiting_.size(); }

 private:
  std::chrono::nanoseconds slack() const { return tick_ / 8; }
  bool just_missed(media::Time before, media::Time newest, media::Time now) const {
    return now - newest <= slack() && newest - before >= tick_ - slack();
  }

  std::chrono::nanoseconds tick_;
  media::Time last_{};
  std::deque<std::pair<media::Time, Item>> waiting_;
};

}  // namespace lethe::video
