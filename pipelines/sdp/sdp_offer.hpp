// SPDX-License-Identifier: AGPL-3.0-or-later
// Judges an offer: what of it is taken, or why it cannot be. Pure; any thread.
#pragma once

#include "pipelines/sdp/peer_info.hpp"
#include "pipelines/sdp/sdp.hpp"

namespace lethe::transport {

// One section that both sides use.
struct AgreedSection {
  std::size_t index = 0;  // in the offer
  std::string mid;
  SdpFormat format;
  std::optional<SdpFormat> rtx;  // of pictures
  // Another format beside VP8, and its retransmissions where VP8 has some.
  std::optional<SdpFormat> vp9, vp9_rtx;
  std::optional<SdpFormat> red;  // of sound: of its format, and nothing else, in one packet (RFC 2198)
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
  std::optional<AgreedSection> video;   // the composite for them, their camera for us
  std::optional<AgreedSection> screen;  // theirs; nothing is sent in it

  const AgreedSection* at(std::size_t index) const;  // null: not agreed on
  const AgreedSection& first() const;                // carries the transport
  PeerInfo info() const;
};

// Throws Error UnacceptableSdp; its detail names all that is missing. Where the peer may not give or get, the offer has
// to agree to the other direction, and every section that it has must be taken.
Agreement agree(const Sdp& offer, Directions allowed = {});

}  // namespace lethe::transport
