// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/sized_labels.hpp"

#include <algorithm>
#include <cmath>

namespace lethe::video {

std::shared_ptr<const Label> SizedLabels::get(const std::shared_ptr<const Label>& name, double scale, int tile_height) {
  const double wanted = std::max(name->height() * scale, std::min<double>(height_small, name->height()));
  const int height = static_cast<int>(std::lround(std::min(wanted, tile_height * 0.3)));
  if (height < std::min(height_least, name->height())) return nullptr;
  if (height == name->height()) return name;
  Sized& sized = labels_[{name.get(), height}];
  // An earlier label may have had the same address.
  if (sized.original.lock() != name) {
    const int width = std::max(2, static_cast<int>(std::lround(double(name->width()) * height / name->height())));
    sized = {name, std::make_shared<const Label>(*name, width, height)};
    std::erase_if(labels_, [](const auto& entry) { return entry.second.original.expired(); });
  }
  return sized.label;
}

}  // namespace lethe::video
