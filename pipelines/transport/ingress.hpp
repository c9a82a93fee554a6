// SPDX-License-Identifier: AGPL-3.0-or-later
// A received stream: packets in, media out. Video: order, NACK, RTX, whole frames. Audio: packets immediately, without
// duplicates, because the mixer's jitter buffer orders them. Owned by a peer; network thread; time is given.
#pragma once

#include <functional>

#include "pipelines/base/tally.hpp"
#include "pipelines/payload/frame_assembler.hpp"
#include "pipelines/rtp/nack_list.hpp"
#include "pipelines/rtp/rtp_packet.hpp"
#include "pipelines/rtp/rtp_receiver.hpp"
#include "pipelines/rtp/sender_clock.hpp"

namespace lethe::transport {

class VideoIngress {
 public:
  using OnFrame = std::function<void(std::shared_ptr<const media::EncodedFrame>)>;

  VideoIngress(media::VideoCodec codec, std::uint32_t ssrc, Tallies& tallies, OnFrame on_frame)
      : receiver_(ssrc, 90'000), clock_(90'000), assembler_(codec), tallies_(tallies), on_frame_(std::move(on_frame)) {}

  void receive(const RtpPacket& packet, media::Time now, bool repaired = false);
  void receive_rtx(const RtpPacket& packet, media::Time now);  // RFC 4588, 4
  void advance(media::Time now);                               // gives up packets that waited too long
  void note_sender_info(const SenderInfo& info, media::Time now);

  RtpReceiver& receiver() { return receiver_; }
  NackList& nacks() { return nacks_; }
  bool wants_key_frame() const { return wants_key_frame_ || assembler_.wants_key_frame(); }
  void key_frame_requested() { wants_key_frame_ = false; }
  media::Time last_packet() const { return last_packet_; }

 private:
  RtpReceiver receiver_;
  SenderClock clock_;
  NackList nacks_;
  FrameAssembler assembler_;
  Tallies& tallies_;
  OnFrame on_frame_;
  bool wants_key_frame_ = false;  // in addition to the assembler's request
  media::Time last_packet_{};
};

class AudioIngress {
 public:
  using OnPacket = std::function<void(const media::AudioPacket&)>;

  AudioIngress(std::uint32_t ssrc, int level_id, OnPacket on_packet)
      : receiver_(ssrc, 48'000), clock_(48'000), level_id_(level_id), on_packet_(std::move(on_packet)) {}

  void receive(const RtpPacket& packet, media::Time now);
  // With earlier frames; those that already arrived are left out.
  bool receive_redundant(const RtpPacket& packet, std::uint8_t payload_type, media::Time now);
  void note_sender_info(const SenderInfo& info, media::Time now);

  RtpReceiver& receiver() { return receiver_; }
  media::Time last_packet() const { return last_packet_; }

 private:
  void take(const RtpPacket& packet, bool repaired, media::Time now);

  RtpReceiver receiver_;
  SenderClock clock_;
  int level_id_;
  OnPacket on_packet_;
  media::Time last_packet_{};
};

}  // namespace lethe::transport
