// SPDX-License-Identifier: AGPL-3.0-or-later
// Holds decoded pictures until they are due, so that they are shown when their sound is heard. Time comes from the
// caller. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "pipelines/frame.hpp"

namespace lethe::video {

inline constexpr std::chrono::milliseconds hold_max{300};
// The picture may lead its sound by so much: nobody notices up to 125 ms (ITU-R BT.1359), and each millisecond that a
// picture does not wait is one less of delay.
inline constexpr std::chrono::milliseconds lead_max{30};

// When a picture decoded at `decoded` is to be shown: lead_max before the sound of the same moment is heard, which
// plays `audio_offset` ns behind the sender's clock; never before it was decoded nor later than hold_max after.
inline media::Time due(media::Time decoded, std::optional<std::chrono::nanoseconds> sender_time,
                       std::int64_t audio_offset) {
  if (!sender_time || audio_offset == media::LipSync::unknown) return decoded;
  const media::Time heard{*sender_time + std::chrono::nanoseconds(audio_offset)};
  return std::clamp<media::Time>(heard - lead_max, decoded, decoded + hold_max);
}

// How far behind the sender's clock a picture decoded at `decoded` can be shown at the earliest, ns.
inline std::int64_t earliest_offset(media::Time decoded, std::chrono::nanoseconds sender_time) {
  return (std::chrono::nanoseconds(decoded.time_since_epoch()) - sender_time).count();
}

template <class Item>
class DueQueue {
 public:
  static constexpr std::size_t capacity = 12;  // 300 ms at 40 pictures a second; the oldest gives way

  void add(Item item, media::Time when) {
    if (waiting_.size() == capacity) waiting_.pop_front();
    waiting_.emplace_back(when, std::move(item));
  }

  // The newest item that is due, if any became due since the last call; older ones are dropped.
  std::optional<Item> release(media::Time now) {
    std::optional<Item> newest;
    // In order of arrival: one whose due time lies before its predecessor's waits for it.
    while (!waiting_.empty() && waiting_.front().first <= now) {
      newest = std::move(waiting_.front().second);
      waiting_.pop_front();
    }
    return newest;
  }

  void clear() { waiting_.clear(); }
  std::size_t size() const { return waiting_.size(); }

 private:
  std::deque<std::pair<media::Time, Item>> waiting_;
};

}  // namespace lethe::video
