// SPDX-License-Identifier: AGPL-3.0-or-later
// The similarity of composites to ideal ones: compares each tile with the very picture that it shows, decoded from the
// clip and scaled with a box filter, uncoded. Main thread.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "pipelines/video/drawing/picture.hpp"
#include "tests/bench/crowd/clip.hpp"
#include "tests/bench/measuring/composite_look.hpp"

namespace lethe::bench {

struct Specimen {  // a decoded composite
  std::shared_ptr<const video::Picture> picture;
  std::vector<std::optional<int>> counters;  // what each tile of the layout shows
};

// How a picture goes into a tile, with libyuv's filter of this quality.
enum class Scaling { Bilinear, Box };
void scale_into(const video::Surface& tile, const video::Pixels& picture, Scaling scaling);

// The mean SSIM of all tiles of all specimens, without their edges and lower part, where marks and names are drawn.
double fidelity(std::span<const Specimen> specimens, const Layout& layout,
                std::span<const std::shared_ptr<const Clip>> clips);

}  // namespace lethe::bench
