// SPDX-License-Identifier: AGPL-3.0-or-later
// The port to what is done with what peers send.
#pragma once

#include <memory>

#include "pipelines/sdp/peer_info.hpp"

namespace lethe::transport {

// What the network tells. Called on the network thread; must not block, must not call back into Network except for
// the calls marked "any thread".
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void on_negotiated(Seat seat, const PeerInfo& info) = 0;  // before the answer leaves
  virtual void on_state(Seat seat, wire::PeerState state) = 0;      // Lost: the peer is already gone
  virtual void on_reached(Seat) {}                                  // the peer's packets come; soon it is Connected
  virtual void on_audio(Seat from, const media::AudioPacket& packet) = 0;
  virtual void on_video(media::SourceId from, std::shared_ptr<const media::EncodedFrame> frame) = 0;  // whole, in order
  virtual void on_key_frame_wanted(const media::Stream& stream) = 0;  // PLI or FIR of a viewer, or a new viewer
  // What a viewer's line carries, kbit/s with all headers: when it changes by a twentieth, and each second.
  virtual void on_estimate(Seat seat, int kbit) = 0;
};

}  // namespace lethe::transport
