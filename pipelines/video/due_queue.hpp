// SPDX-License-Identifier: AGPL-3.0-or-later
// Holds decoded pictures until they are due, so that they are shown when their sound is heard. Time comes from the
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
// The picture may lead its sound by so much: nobody notices up to 125 ms (ITU-R BT.1359), and each millisecond that a
// picture does not wait is one less of delay.
inline constexpr std::chrono::milliseconds lead_max{30};

// From when on a picture that is ready at `ready` is to be shown: at the tick nearest to lead_max before the sound of
// the same moment is heard, which plays `audio_offset` ns behind the sender's clock; never before it is ready nor more
// than hold_max after.
inline media::Time due(media::Time ready, std::optional<std::chrono::nanoseconds> sender_time,
                       std::int64_t audio_offset, std::chrono::nanoseconds tick) {
  if (!sender_time || audio_offset == media::LipSync::unknown) return ready;
  const media::Time heard{*sender_time + std::chrono::nanoseconds(audio_offset)};
  return std::clamp<media::Time>(heard - lead_max - tick / 2, ready, ready + hold_max);
}

// How far behind the sender's clock a picture that is ready at `ready` can be shown at the earliest, ns.
inline std::int64_t earliest_offset(media::Time ready, std::chrono::nanoseconds sender_time) {
  return (std::chrono::nanoseconds(ready.time_since_epoch()) - sender_time).count();
}

// A picture that is due just at a tick comes now before it and now after it. So that no tick goes without one and none
// gets two, the pictures of such a source are shown a tick later once one of them was late: of two, the newer one waits
// for the next tick if it has been due for less than an eighth of a tick. A source that is faster than the ticks, of
// which some must go, is shown as it comes.
template <class Item>
class DueQueue {
 public:
  static constexpr std::size_t capacity = 12;  // 300 ms at 40 pictures a second; the oldest gives way

  explicit DueQueue(std::chrono::nanoseconds tick) : tick_(tick) {}

  void add(Item item, media::Time when) {
    if (waiting_.size() == capacity) waiting_.pop_front();
    waiting_.emplace_back(when, std::move(item));
  }

  // The item for the tick at `now`, if there is a new one; older ones are dropped.
  std::optional<Item> release(media::Time now) {
    const bool in_step = now - std::exchange(last_, now) <= tick_ + slack();
    // In order of arrival: one whose due time lies before its predecessor's waits for it.
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
