// SPDX-License-Identifier: AGPL-3.0-or-later
// Puts the packets of one video stream in order and hands out whole frames, each decodable after the one before: after
// a loss that nobody repaired it goes on with the next key frame. Bounded. Owned by VideoIngress; network thread; time
// is given.
#pragma once

#include <optional>
#include <vector>

#include "pipelines/payload/payload_format.hpp"

namespace lethe::transport {

class FrameAssembler {
 public:
  static constexpr std::int64_t ring = 256, ring_most = 1024;  // packets; it grows once for a stream of larger frames
  static constexpr std::chrono::milliseconds patience{250};    // with a missing packet

  explicit FrameAssembler(media::VideoCodec codec) : codec_(codec), format_(payload_format(codec)) {}

  // `sequence` is extended and not a duplicate. False when the payload is malformed (it is left out). An empty payload
  // is a packet of mere padding.
  bool insert(std::int64_t sequence, std::uint32_t timestamp, bool marker, View payload, media::Time at);
  // The next whole frame. Call until there is none, after each insert and now and then.
  std::optional<media::EncodedFrame> next(media::Time now);
  bool wants_key_frame() const { return !next_ && !key_begun_; }
  std::int64_t floor() const { return floor_; }  // packets before this one are of no use any more

 private:
  struct Slot {
    std::int64_t sequence = -1;
    std::uint32_t timestamp = 0;
    bool marker = false, begins = false, key = false;
    media::Time at;
    media::Bytes payload;
  };
  // End (one past the last packet) of the frame that begins at `first`; `hole` tells where a packet is missing.
  std::optional<std::int64_t> end_of(std::int64_t first, std::int64_t& hole) const;
  std::optional<media::EncodedFrame> take(std::int64_t first, std::int64_t end);
  std::optional<std::int64_t> key_frame(media::Time now);
  void grow();

  std::int64_t size() const { return static_cast<std::int64_t>(slots_.size()); }
  const Slot& slot(std::int64_t sequence) const { return slots_[static_cast<std::size_t>(sequence % size())]; }
  bool holds(std::int64_t sequence) const { return slot(sequence).sequence == sequence; }

  media::VideoCodec codec_;
  const PayloadFormat& format_;
  std::vector<Slot> slots_{ring};
  std::int64_t floor_ = -1, highest_ = -1;
  std::optional<std::int64_t> next_;  // first packet of the next frame; nothing: a key frame is awaited
  std::optional<media::Time> gap_since_;
  bool key_begun_ = false;  // one comes, and nothing of it has been missing for longer than `patience`
};

}  // namespace lethe::transport
