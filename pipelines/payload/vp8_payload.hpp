// SPDX-License-Identifier: AGPL-3.0-or-later
// VP8 in RTP (RFC 7741). Pure functions; any thread.
#pragma once

#include "pipelines/payload/payload_format.hpp"

namespace lethe::transport {

std::optional<PayloadInfo> parse_vp8(View payload);
bool append_vp8(View payload, media::Bytes& frame);
// Even pieces; the descriptor has a 15-bit picture id and nothing else, which suits both browsers.
void cut_vp8(View frame, std::uint16_t picture_id, std::size_t most, const PayloadOut& out);

}  // namespace lethe::transport
