// SPDX-License-Identifier: AGPL-3.0-or-later
// The port that receives the peers' media.
#pragma once

#include <memory>

#include "pipelines/sdp/peer_info.hpp"

namespace lethe::transport {

// Notifications of the network. Called on the network thread; must not block, and must not call back into Network
// except for the calls marked "any thread".
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void on_negotiated(Seat seat, const PeerInfo& info) = 0;  // before the answer leaves
  virtual void on_state(Seat seat, wire::PeerState state) = 0;      // Lost: the peer is already gone
  virtual void on_reached(Seat) {}                                  // its packets arrive; Connected follows soon
  virtual void on_audio(Seat from, const media::AudioPacket& packet) = 0;
  virtual void on_video(media::SourceId from, std::shared_ptr<const media::EncodedFrame> frame) = 0;  // whole, in order
  virtual void on_key_frame_wanted(const media::Stream& stream) = 0;  // PLI or FIR of a viewer, or a new viewer
  // Capacity of the link to a viewer, kbit/s with all headers; on a change of a twentieth, and each second.
  virtual void on_estimate(Seat seat, int kbit) = 0;
};

}  // namespace lethe::transport
