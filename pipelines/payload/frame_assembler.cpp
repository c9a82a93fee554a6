// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/payload/frame_assembler.hpp"

#include <algorithm>

namespace lethe::transport {

bool FrameAssembler::insert(std::int64_t sequence, std::uint32_t timestamp, bool marker, View payload, media::Time at) {
  PayloadInfo info;
  if (!payload.empty()) {
    const auto parsed = format_.parse(payload);
    if (!parsed) return false;
    info = *parsed;
  }
  if (floor_ < 0) floor_ = std::max<std::int64_t>(0, sequence - ring + 1);
  if (sequence < floor_) return true;  // too late
  if (sequence >= floor_ + size() && sequence < floor_ + ring_most) grow();
  if (sequence >= floor_ + size()) {  // a packet so far behind will not be completed
    next_.reset();
    gap_since_.reset();
    floor_ = sequence - size() + 1;
  }
  highest_ = std::max(highest_, sequence);
  Slot& slot = slots_[static_cast<std::size_t>(sequence % size())];
  slot.sequence = sequence;
  slot.timestamp = timestamp;
  slot.marker = marker;
  slot.begins = info.begins;
  slot.key = info.key;
  slot.at = at;
  slot.payload.assign(payload.begin(), payload.end());
  return true;
}

void FrameAssembler::grow() {
  std::vector<Slot> more(ring_most);
  for (std::int64_t i = floor_; i <= highest_; ++i)
    if (holds(i))
      more[static_cast<std::size_t>(i % ring_most)] = std::move(slots_[static_cast<std::size_t>(i % size())]);
  slots_ = std::move(more);
}

std::optional<std::int64_t> FrameAssembler::end_of(std::int64_t first, std::int64_t& hole) const {
  for (std::int64_t i = first; i <= highest_; ++i) {
    if (!holds(i)) {
      hole = i;
      return std::nullopt;
    }
    // A new timestamp without a preceding marker also ends the frame.
    if (i > first && !slot(i).payload.empty() && slot(i).timestamp != slot(first).timestamp) return i;
    if (slot(i).marker && !slot(i).payload.empty()) return i + 1;
  }
  hole = highest_ + 1;
  return std::nullopt;
}

std::optional<media::EncodedFrame> FrameAssembler::take(std::int64_t first, std::int64_t end) {
  media::EncodedFrame frame;
  frame.codec = codec_;
  frame.key = slot(first).key;
  frame.rtp_timestamp = slot(first).timestamp;
  std::size_t size = 0;
  for (std::int64_t i = first; i < end; ++i) size += slot(i).payload.size() + 4;
  frame.data.reserve(size);
  bool sound = true;
  for (std::int64_t i = first; i < end; ++i) {
    const Slot& one = slot(i);
    frame.key = frame.key || one.key;
    frame.at = std::max(frame.at, one.at);
    if (!one.payload.empty()) sound = sound && format_.append(one.payload, frame.data);
  }
  floor_ = end;
  gap_since_.reset();
  if (!sound) {
    next_.reset();
    return std::nullopt;
  }
  next_ = end;
  return frame;
}

std::optional<std::int64_t> FrameAssembler::key_frame(media::Time now) {
  key_begun_ = false;
  for (std::int64_t i = floor_; i <= highest_; ++i) {
    if (!holds(i) || !slot(i).begins || !slot(i).key) continue;
    std::int64_t hole = 0;
    if (end_of(i, hole)) return i;
    // A large frame takes long on a thin link: while the newest packet is recent and none is missing, it is still
    // arriving.
    const auto since = hole > highest_ ? slot(highest_).at : slot(i).at;
    key_begun_ = key_begun_ || now - since < patience;
  }
  return std::nullopt;
}

std::optional<media::EncodedFrame> FrameAssembler::next(media::Time now) {
  if (floor_ < 0) return std::nullopt;
  std::int64_t hole = 0;
  if (next_) {
    while (holds(*next_) && slot(*next_).payload.empty()) floor_ = ++*next_;
    if (const auto end = end_of(*next_, hole)) return take(*next_, *end);
    if (hole > highest_) {  // only not arrived yet
      gap_since_.reset();
      return std::nullopt;
    }
    if (!gap_since_) gap_since_ = now;
  }
  if (const auto first = key_frame(now)) return take(*first, *end_of(*first, hole));
  if (next_ && now - *gap_since_ >= patience) {
    next_.reset();
    gap_since_.reset();
  }
  return std::nullopt;
}

}  // namespace lethe::transport
