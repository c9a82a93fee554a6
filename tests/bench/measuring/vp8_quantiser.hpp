// SPDX-License-Identifier: AGPL-3.0-or-later
// The base quantiser index of a VP8 frame, from 0 (finest) to 127 (RFC 6386, sections 9.2 to 9.6 and 19.2). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace lethe::bench {

std::optional<int> vp8_quantiser(std::span<const std::uint8_t> frame);  // nothing when it is too short

}  // namespace lethe::bench
