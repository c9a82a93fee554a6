// SPDX-License-Identifier: AGPL-3.0-or-later
// The H.264 variant that a format of a description denotes (RFC 6184, 8.1). Pure; any thread.
#pragma once

#include "pipelines/sdp/sdp.hpp"

namespace lethe::transport {

struct H264Format {
  // In order of preference. We send constrained baseline, which decoders of all profiles accept.
  enum class Profile { ConstrainedBaseline, Baseline, Main, High };
  Profile profile = Profile::Baseline;
  std::uint32_t profile_level_id = 0;  // 24 bits
  bool fragments = false;              // packetization-mode 1: units may be larger than a packet
};

// Empty if it is not H.264, or more than libavcodec decodes to 8-bit 4:2:0.
std::optional<H264Format> read_h264(const SdpFormat& format);

// The value of the fmtp line in the answer.
std::string write_h264(const H264Format& format);

}  // namespace lethe::transport
