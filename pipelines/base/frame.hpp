// SPDX-License-Identifier: AGPL-3.0-or-later
// Data that travels between transport, video and audio inside the media process. Plain values, immutable once shared.
#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::media {

using wire::Seat;
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Bytes = std::vector<std::uint8_t>;

enum class VideoCodec : std::uint8_t { Vp8, H264, Vp9, Jpeg /* out only, and never by RTP */ };

// One video of a participant: its camera or its screen. A seat alone means the camera.
struct SourceId {
  constexpr SourceId(Seat s, wire::Picture p = wire::Picture::Camera) : seat(s), picture(p) {}
  Seat seat;
  wire::Picture picture;
  auto operator<=>(const SourceId&) const = default;
};

// One encoder's output. Viewers of the same view on the same step with the same codec share it.
struct Stream {
  std::uint32_t view = 0;
  int step = 0;  // of the quality ladder, index into Configure's steps
  VideoCodec codec = VideoCodec::Vp8;
  auto operator<=>(const Stream&) const = default;
};

// A whole encoded picture: VP8 or VP9 frame, H.264 access unit in Annex B, or JPEG.
struct EncodedFrame {
  VideoCodec codec = VideoCodec::Vp8;
  bool key = false;
  std::uint32_t rtp_timestamp = 0;  // 90 kHz
  Time at;                          // ingress: arrival of its last packet; egress: the tick that composed it
  std::optional<std::chrono::nanoseconds> sender_time;  // ingress: capture time on the sender's clock, from its SRs
  Bytes data;
};

// One received Opus packet. Copy the payload to keep it beyond the call.
struct AudioPacket {
  std::int64_t sequence = 0;                            // extended: does not wrap
  std::uint32_t rtp_timestamp = 0;                      // 48 kHz
  std::optional<int> level;                             // -dBov, RFC 6464; empty when the sender does not report it
  Time at;                                              // arrival
  std::optional<std::chrono::nanoseconds> sender_time;  // as in EncodedFrame
  std::span<const std::uint8_t> payload;
};

// One Opus packet of a mix. Copy the payload to keep it beyond the call.
struct OpusFrame {
  std::uint32_t rtp_timestamp = 0;  // 48 kHz; the same time base for all of a worker's mixes
  std::uint32_t samples = 960;      // its duration; a later successor starts a talkspurt (RFC 7587, 4.1)
  Time at{};                        // the tick that mixed its first sample
  std::span<const std::uint8_t> payload;
};

// Keeps the audio and the video of one participant in sync. Each side publishes how far it plays behind the sender's
// clock (our clock minus the sender's, ns); the earlier side waits for the later one, within bounds. Shared by the
// audio and the video threads; every member is atomic.
struct LipSync {
  static constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::min();
  std::atomic<std::int64_t> audio_offset{unknown};
  std::atomic<std::int64_t> video_offset{unknown};
};

}  // namespace lethe::media
