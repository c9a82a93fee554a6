// SPDX-License-Identifier: AGPL-3.0-or-later
// The output of one stream kind to one viewer: packets of a shared history under the viewer's own SSRC and sequence
// numbers, retransmissions, and the switch to another stream on a key frame. Owned by a peer; network thread; time is
// given.
#pragma once

#include <array>

#include "pipelines/base/tally.hpp"
#include "pipelines/congestion/pace.hpp"
#include "pipelines/payload/packet_history.hpp"
#include "pipelines/rtp/redundancy.hpp"
#include "pipelines/rtp/rtp_sender.hpp"
#include "pipelines/transport/key_frame_budget.hpp"

namespace lethe::transport {

// Where packets go: SRTP and the network. `sequence` is the peer's transport-wide number.
struct Outlet {
  std::function<void(std::span<std::uint8_t> buffer, std::size_t size)> send;
  std::uint16_t sequence = 0;
};

class AudioEgress {
 public:
  // `red`: the payload type for redundant frames; 0: not agreed.
  explicit AudioEgress(RtpSenderSettings settings, std::uint8_t red = 0) : sender_(std::move(settings)), red_(red) {}
  // With at most this many earlier frames.
  void send(const media::OpusFrame& frame, int copies, Outlet& outlet, media::Time now);
  const RtpSender& sender() const { return sender_; }

 private:
  RtpSender sender_;
  std::uint8_t red_;
  Redundancy redundancy_;
  std::optional<std::uint32_t> goes_on_at_;  // end of the last frame; the marker bit shows a pause
};

// The payload types of VP9; 0: not agreed.
struct Vp9Types {
  std::uint8_t media = 0, rtx = 0;
};

class VideoEgress {
 public:
  VideoEgress(RtpSenderSettings settings, std::optional<RtpSenderSettings> rtx, Tallies& tallies, Vp9Types vp9 = {});

  void watch(std::optional<media::Stream> stream);
  const std::optional<media::Stream>& wanted() const { return wanted_; }
  const std::optional<media::Stream>& current() const { return current_; }
  // True if this viewer gets this frame's packets. Switches to the wanted stream on its key frame, whose first packet
  // has the index `next` in the history.
  bool begins_frame(const media::Stream& stream, const media::EncodedFrame& frame, std::int64_t next);
  // Sends everything unsent from there on, as fast as the pace allows.
  void send(const PacketHistory& history, std::int64_t from, Outlet& outlet, media::Time now);
  void go_on(const PacketHistory& history, Outlet& outlet, media::Time now);  // what the pace held back
  congestion::Pace& pace() { return pace_; }
  // Switches to the wanted stream immediately if its history has a fresh key frame.
  bool catch_up(const PacketHistory& history, Outlet& outlet, media::Time now);
  KeyFrameBudget& key_frames() { return key_frames_; }
  // Bounded: not twice within 15 ms, at most 200 packets in 100 ms, and no faster than the pace. Repairs that the pace
  // holds back go before anything new.
  void resend(std::span<const std::uint16_t> sequences, const PacketHistory& history, Outlet& outlet, media::Time now);
  // Sends padding-only packets, if retransmissions have a stream of their own. They probe the capacity of the link.
  void pad(std::size_t bytes, Outlet& outlet, media::Time now);
  const RtpSender& sender() const { return sender_; }

 private:
  struct Sent {  // for identical repetition, and to limit repetitions
    std::uint16_t transport_sequence = 0;
    std::uint32_t abs_send_time = 0, rtp_timestamp = 0;
    media::Time resent_at{};
  };

  void begin(const media::Stream& stream, std::int64_t first);
  void repair(const PacketHistory& history, Outlet& outlet, media::Time now);
  std::uint32_t timestamp_of(const PacketHistory::Packet& packet);
  bool in_vp9() const { return current_ && current_->codec == media::VideoCodec::Vp9; }

  RtpSender sender_;
  std::optional<RtpSender> rtx_;
  Vp9Types vp9_;
  KeyFrameBudget key_frames_;
  Tallies& tallies_;
  std::optional<media::Stream> wanted_, current_;
  std::int64_t first_index_ = 0;            // of the current stream, as sent to this viewer
  std::int64_t next_index_ = 0;             // next to send
  std::optional<std::uint32_t> frame_;      // in the history: timestamp of the last frame sent
  std::optional<std::uint32_t> timestamp_;  // the same as sent
  congestion::Pace pace_;
  std::array<Sent, PacketHistory::slots> sent_{};
  media::Time budget_since_{};
  std::size_t budget_used_ = 0;
  std::vector<std::uint16_t> asked_;  // requested and not yet resent
};

}  // namespace lethe::transport
