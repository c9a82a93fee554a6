// SPDX-License-Identifier: AGPL-3.0-or-later
// Which H.264 a format of a description stands for (RFC 6184, 8.1). Pure; any thread.
#pragma once

#include "pipelines/sdp/sdp.hpp"

namespace lethe::transport {

struct H264Format {
  // In the order in which they are liked. We send constrained baseline, which decoders of all of them take.
  enum class Profile { ConstrainedBaseline, Baseline, Main, High };
  Profile profile = Profile::Baseline;
  std::uint32_t profile_level_id = 0;  // 24 bits
  bool fragments = false;              // packetization-mode 1: a picture's units may be larger than a packet
};

// Nothing for what is not H.264, or is more than libavcodec decodes to 4:2:0 of eight bits.
std::optional<H264Format> read_h264(const SdpFormat& format);

// Value of the fmtp line that answers it.
std::string write_h264(const H264Format& format);

}  // namespace lethe::transport
