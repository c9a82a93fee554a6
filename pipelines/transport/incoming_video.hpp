// SPDX-License-Identifier: AGPL-3.0-or-later
// One video section in which a peer sends its camera or its screen: the current stream, which packets belong to it, and
// what its sender is asked for. Owned by a peer; network thread; time is given.
#pragma once

#include <memory>
#include <utility>

#include "pipelines/sdp/sdp_offer.hpp"
#include "pipelines/transport/ingress.hpp"

namespace lethe::transport {

class IncomingVideo {
 public:
  using OnFrame = VideoIngress::OnFrame;

  // `section` and `tallies` must outlive it. `kbit`: bit rate asked of the sender at first.
  IncomingVideo(wire::Picture picture, const AgreedSection& section, int kbit, Tallies& tallies, OnFrame on_frame);

  wire::Picture picture() const { return picture_; }
  const AgreedSection& section() const { return section_; }
  // How packets of a bundle find their section (RFC 8843, 9.2): by SSRC, otherwise by the mid extension, otherwise by
  // payload type.
  bool has_source(std::uint32_t ssrc) const;
  bool has_mid_of(const RtpPacket& packet) const;
  bool has_type_of(const RtpPacket& packet) const;

  void receive(const RtpPacket& packet, media::Time now);
  // Null before the first packet if the offer gave no SSRC.
  VideoIngress* stream() { return stream_.get(); }
  const VideoIngress* stream() const { return stream_.get(); }

  // The bit rate that its sender is asked for; 0 means the minimum. Returns true on a change.
  bool ask(int kbit) { return std::exchange(asked_, kbit) != kbit; }
  int allowance(media::Time now) const;  // kbit/s, including retransmissions; 0: nothing sent or asked for
  void want_key_frame() { key_frame_wanted_ = true; }
  // True if a PLI should be sent now; the caller sends it. At most one in 300 ms.
  bool picture_loss_due(media::Time now);

 private:
  void begin(std::uint32_t ssrc, media::VideoCodec codec);
  void receive_again(const RtpPacket& packet, media::Time now);  // RFC 4588
  bool is_older(const RtpPacket& packet) const;                  // than what its stream already had

  wire::Picture picture_;
  const AgreedSection& section_;
  Tallies& tallies_;
  OnFrame on_frame_;
  std::unique_ptr<VideoIngress> stream_;
  media::VideoCodec codec_ = media::VideoCodec::Vp8;  // of the stream
  int asked_;
  std::uint32_t rtx_ssrc_ = 0;
  bool key_frame_wanted_ = true;  // at first
  media::Time picture_loss_at_{};
};

}  // namespace lethe::transport
