// SPDX-License-Identifier: AGPL-3.0-or-later
// Structural similarity of two pictures' luma: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error
// visibility to structural similarity" (2004), over 8×8 windows every 4 pixels. Pure.
#pragma once

#include "pipelines/video/drawing/image.hpp"

namespace lethe::bench {

double ssim(const video::Pixels& a, const video::Pixels& b);  // the same size, at least 8×8

}  // namespace lethe::bench
