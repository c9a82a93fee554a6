// SPDX-License-Identifier: AGPL-3.0-or-later
// The SDP offer of a test peer, similar to Chromium's. Pure.
#pragma once

#include "pipelines/secure/ice.hpp"
#include "tests/support/peer.hpp"

namespace lethe::test {

namespace offered {
inline constexpr int opus = 111, vp8 = 96, vp8_rtx = 97, h264 = 102, h264_rtx = 103, vp9 = 98, vp9_rtx = 99;
struct Types {
  int media = 0, rtx = 0;
};
constexpr Types types(media::VideoCodec codec) {
  return codec == media::VideoCodec::Vp8   ? Types{vp8, vp8_rtx}
         : codec == media::VideoCodec::Vp9 ? Types{vp9, vp9_rtx}
                                           : Types{h264, h264_rtx};
}
inline constexpr int level_id = 1, abs_send_time_id = 2, transport_cc_id = 3, mid_id = 4;
}  // namespace offered

struct PeerSources {
  std::uint32_t audio = 0, video = 0, rtx = 0, screen = 0, screen_rtx = 0;
  std::uint32_t session = 0, version = 0;  // of the o= line
};

std::string write_offer(const PeerOptions& options, const transport::IceCredentials& ice,
                        const std::vector<std::string>& candidates, const std::string& fingerprint,
                        const PeerSources& sources);

}  // namespace lethe::test
