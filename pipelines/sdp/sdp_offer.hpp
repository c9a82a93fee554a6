// SPDX-License-Identifier: AGPL-3.0-or-later
// Judges an offer: which parts are accepted, or why none can be. Pure; any thread.
#pragma once

#include "pipelines/sdp/peer_info.hpp"
#include "pipelines/sdp/sdp.hpp"

namespace lethe::transport {

// A section that both sides use.
struct AgreedSection {
  std::size_t index = 0;  // in the offer
  std::string mid;
  SdpFormat format;
  std::optional<SdpFormat> rtx;  // video only
  // A format beside VP8, with retransmissions if VP8 has them.
  std::optional<SdpFormat> vp9, vp9_rtx;
  std::optional<SdpFormat> red;  // audio only: packets contain its format and nothing else (RFC 2198)
  media::VideoCodec codec = media::VideoCodec::Vp8;
  Direction direction;  // ours
  int mid_id = 0, level_id = 0, transport_cc_id = 0, abs_send_time_id = 0;
  bool reduced_rtcp = false;
  SdpSource source;  // theirs
};

struct Agreement {
  IceCredentials ice;
  std::vector<Fingerprint> fingerprints;
  DtlsRole role = DtlsRole::Server;
  std::optional<AgreedSection> audio;
  std::optional<AgreedSection> video;   // the composite to them, their camera to us
  std::optional<AgreedSection> screen;  // theirs; we send nothing in it

  const AgreedSection* at(std::size_t index) const;  // null: not agreed
  const AgreedSection& first() const;                // carries the transport
  PeerInfo info() const;
};

// Throws Error UnacceptableSdp; its detail names everything that is missing. If the peer may not send or may not
// receive, the offer must agree to the other direction, and each of its sections must be accepted.
Agreement agree(const Sdp& offer, Directions allowed = {});

}  // namespace lethe::transport
