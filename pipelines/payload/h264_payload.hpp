// SPDX-License-Identifier: AGPL-3.0-or-later
// H.264 in RTP, packetization-mode 1 (RFC 6184): single NAL units, STAP-A, FU-A. Frames are access units in Annex B.
// Pure functions; any thread.
#pragma once

#include "pipelines/payload/payload_format.hpp"

namespace lethe::transport {

std::optional<PayloadInfo> parse_h264(View payload);
bool append_h264(View payload, media::Bytes& frame);
// Parameter sets go into one STAP-A where they fit; long NAL units into FU-A.
void cut_h264(View frame, std::size_t most, const PayloadOut& out);

}  // namespace lethe::transport
