// SPDX-License-Identifier: AGPL-3.0-or-later
// Scales pictures, once for each decoded picture and tile size; therefore optimised.
#pragma once

#include "pipelines/video/drawing/image.hpp"

namespace lethe::video {

// Fills `to` with `from`: halved (averages of 2×2) as often as possible, then bilinear, so that every pixel counts at
// any ratio and small text stays legible. All sizes even. Any thread; keeps its scratch memory.
void scale(Pixels from, const Surface& to);

}  // namespace lethe::video
