// SPDX-License-Identifier: AGPL-3.0-or-later
// The possible and the negotiated form of a peer's session. Plain values.
#pragma once

#include "pipelines/base/frame.hpp"

namespace lethe::transport {

using media::Seat;

struct PeerInfo {
  bool sends_audio = false, sends_video = false, sends_screen = false, gets_audio = false, gets_video = false;
  media::VideoCodec codec = media::VideoCodec::Vp8;  // for both directions
  bool gets_vp9 = false;                             // may be sent VP9 in place of VP8
  bool estimated = false;                            // its link is estimated and reported by on_estimate
};

// The directions that a peer's session may agree to.
struct Directions {
  bool gives = true, gets = true;
};

}  // namespace lethe::transport
