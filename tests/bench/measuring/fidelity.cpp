// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/fidelity.hpp"

#include <libyuv/scale.h>

#include <map>
#include <set>

#include "pipelines/video/coding/decoder.hpp"
#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/drawing/paint.hpp"
#include "tests/bench/measuring/ssim.hpp"

namespace lethe::bench {
namespace {

wire::Rect compared_part(const wire::Rect& tile) {
  const int edge = 8, bottom = tile.height / 4 / 2 * 2 + 8;
  return {tile.x + edge, tile.y + edge, tile.width - 2 * edge, tile.height - edge - bottom};
}

// Decodes a clip's pictures in order and hands out the wanted ones.
template <class Take>
void decode_wanted(const Clip& clip, const std::set<int>& wanted, Take take) {
  if (wanted.empty()) return;
  video::Decoder decoder(clip.codec);
  for (int i = 0; i <= *wanted.rbegin(); ++i) {
    const auto picture = decoder.decode(clip.video[static_cast<std::size_t>(i)]).picture;
    if (picture && wanted.contains(i)) take(i, *picture);
  }
}

}  // namespace

void scale_into(const video::Surface& tile, const video::Pixels& picture, Scaling scaling) {
  const video::Fit how = video::fit(picture.width, picture.height, tile.width, tile.height);
  if (how.to.width < tile.width || how.to.height < tile.height) video::fill(tile, video::bars);
  const video::Pixels from = picture.part(how.from);
  const video::Surface to = tile.part(how.to);
  libyuv::I420Scale(from.data[0], from.stride[0], from.data[1], from.stride[1], from.data[2], from.stride[2],
                    from.width, from.height, to.data[0], to.stride[0], to.data[1], to.stride[1], to.data[2],
                    to.stride[2], to.width, to.height,
                    scaling == Scaling::Box ? libyuv::kFilterBox : libyuv::kFilterBilinear);
}

double fidelity(std::span<const Specimen> specimens, const Layout& layout,
                std::span<const std::shared_ptr<const Clip>> clips) {
  double sum = 0;
  int count = 0;
  for (std::size_t t = 0; t < layout.tiles.size(); ++t) {
    const auto& [sender, rect] = layout.tiles[t];
    const Clip& clip = *clips[static_cast<std::size_t>(sender)];
    std::set<int> wanted;
    for (const Specimen& specimen : specimens)
      if (const auto counter = specimen.counters[t]; counter && *counter < static_cast<int>(clip.video.size()))
        wanted.insert(*counter);
    video::Image ideal(layout.width, layout.height);
    decode_wanted(clip, wanted, [&](int counter, const video::Picture& picture) {
      scale_into(ideal.surface().part(rect), picture.pixels(), Scaling::Box);
      for (const Specimen& specimen : specimens)
        if (specimen.counters[t] == counter) {
          const wire::Rect part = compared_part(rect);
          sum += ssim(specimen.picture->pixels().part(part), ideal.pixels().part(part));
          ++count;
        }
    });
  }
  return count == 0 ? 0 : sum / count;
}

}  // namespace lethe::bench
