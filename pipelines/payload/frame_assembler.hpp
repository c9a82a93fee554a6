// SPDX-License-Identifier: AGPL-3.0-or-later
// Orders the packets of one video stream and returns whole frames, each decodable after the previous one. After an
// unrepaired loss it resumes with the next key frame. Bounded. Owned by VideoIngress; network thread; time is given.
#pragma once

#include <optional>
#include <vector>

#include "pipelines/payload/payload_format.hpp"

namespace lethe::transport {

class FrameAssembler {
 public:
  static constexpr std::int64_t ring = 256, ring_most = 1024;  // packets; grows once, for a stream with larger frames
  static constexpr std::chrono::milliseconds patience{250};    // for a missing packet

  explicit FrameAssembler(media::VideoCodec codec) : codec_(codec), format_(payload_format(codec)) {}

  // `sequence` is extended and not a duplicate. Returns false when the payload is malformed (then it is left out). An
  // empty payload is a padding-only packet.
  bool insert(std::int64_t sequence, std::uint32_t timestamp, bool marker, View payload, media::Time at);
  // The next whole frame. Call until there is none, after each insert and periodically.
  std::optional<media::EncodedFrame> next(media::Time now);
  bool wants_key_frame() const { return !next_ && !key_begun_; }
  std::int64_t floor() const { return floor_; }  // earlier packets are useless

 private:
  struct Slot {
    std::int64_t sequence = -1;
    std::uint32_t timestamp = 0;
    bool marker = false, begins = false, key = false;
    media::Time at;
    media::Bytes payload;
  };
  // End (one past the last packet) of the frame that starts at `first`; `hole` receives the position of a missing
  // packet.
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
  std::optional<std::int64_t> next_;  // first packet of the next frame; empty: waits for a key frame
  std::optional<media::Time> gap_since_;
  bool key_begun_ = false;  // a key frame is arriving, without a gap longer than `patience`
};

}  // namespace lethe::transport
