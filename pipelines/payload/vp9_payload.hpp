// SPDX-License-Identifier: AGPL-3.0-or-later
// VP9 with one layer in RTP (RFC 9628). Reading also accepts layers. Pure functions; any thread.
#pragma once

#include "pipelines/payload/payload_format.hpp"

namespace lethe::transport {

std::optional<PayloadInfo> parse_vp9(View payload);
bool append_vp9(View payload, media::Bytes& frame);
// Even pieces; a 15-bit picture id and no layers in the descriptor: receivers then take each frame to depend on the one
// before.
void cut_vp9(View frame, std::uint16_t picture_id, std::size_t most, const PayloadOut& out);

}  // namespace lethe::transport
