// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/right_size.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace lethe::room {
namespace {

constexpr std::array heights{90, 180, 270, 360, 540, 720, 1080};  // of cameras
constexpr std::chrono::seconds patience{5};
// Screens are read, so sharpness comes before smoothness.
constexpr int screen_fps_max = 15;
constexpr int kbps_min = 30;

Wanted most_of(const Wanted& a, const Wanted& b) {
  return {std::max(a.width, b.width), std::max(a.height, b.height), std::max(a.fps, b.fps), std::max(a.kbps, b.kbps)};
}

// The bit rate grows with about the power 0.75 of the pixels and with the square root of the frame rate.
int kbps_of(const Wanted& wanted, double full_pixels, double full_fps, int full_kbps) {
  const double pixels = wanted.width * wanted.height / full_pixels;
  const double kbps = full_kbps * std::pow(pixels, 0.75) * std::sqrt(wanted.fps / full_fps);
  return std::clamp(static_cast<int>(std::lround(kbps)), std::min(kbps_min, full_kbps), full_kbps);
}

Wanted camera_for(Wanted tile, const Limits& limits) {
  const auto fits = [&](int height) { return height >= tile.height && height * 16 / 9 + 2 >= tile.width; };
  const auto* const size = std::find_if(heights.begin(), heights.end() - 1, fits);
  tile.height = *size;
  tile.width = *size * 16 / 9;
  tile.kbps = kbps_of(tile, 640 * 360, 25, limits.video_kbps_in);
  return tile;
}

Wanted screen_for(Wanted tile, const Limits& limits) {
  tile.fps = std::min(tile.fps, screen_fps_max);
  tile.kbps = kbps_of(tile, 1280 * 720, screen_fps_max, limits.screen_kbps_in);
  return tile;
}

void add_view(const wire::View& view, const StepView& step, Wants& wants) {
  int width = step.width, height = step.height;
  if (view.height > view.width && width > height) std::swap(width, height);  // a step is turned with its canvas
  const double scale = std::min({double(width) / view.width, double(height) / view.height, 1.0});
  if (scale <= 0) return;  // sound only
  for (const auto& tile : view.tiles) {
    Wanted& wanted = wants[{tile.seat, tile.picture}];
    wanted = most_of(wanted, {static_cast<int>(std::ceil(tile.rect.width * scale)),
                              static_cast<int>(std::ceil(tile.rect.height * scale)), step.fps, 0});
  }
}

}  // namespace

Wants wanted_of(const wire::Scene& scene, const Limits& limits) {
  Wants wants;
  for (const auto& view : scene.views) {
    std::vector<bool> counted(limits.steps.size());
    for (const auto& part : scene.parts) {
      const auto step = static_cast<std::size_t>(part.step);
      if (part.view != view.id || counted.at(step)) continue;
      counted[step] = true;
      add_view(view, limits.steps[step], wants);
    }
  }
  for (const auto& part : scene.parts)
    if (!part.seen) wants.erase({part.seat, wire::Picture::Camera});
  for (auto& [source, wanted] : wants)
    wanted = source.second == wire::Picture::Camera ? camera_for(wanted, limits) : screen_for(wanted, limits);
  return wants;
}

std::vector<Source> RightSize::update(const Wants& needed, Time now) {
  std::vector<Source> changed;
  for (const auto& [source, wanted] : needed) asked_.try_emplace(source);
  for (auto& [source, asked] : asked_) {
    const auto at = needed.find(source);
    const Wanted wanted = at == needed.end() ? Wanted{} : at->second;
    const Wanted before = asked.now;
    const Wanted both = most_of(asked.now, wanted);
    if (both == wanted) {  // no less than before
      asked.now = wanted;
      asked.less.reset();
    } else {
      asked.now = both;
      asked.enough = asked.less ? most_of(asked.enough, wanted) : wanted;
      if (!asked.less) asked.less = now;
      if (now - *asked.less >= patience) {
        asked.now = std::exchange(asked.enough, wanted);
        asked.less = asked.now == wanted ? std::nullopt : std::optional(now);
      }
    }
    if (asked.now != before) changed.push_back(source);
  }
  return changed;
}

bool RightSize::due(Time now) const {
  return std::any_of(asked_.begin(), asked_.end(),
                     [&](const auto& one) { return one.second.less && now - *one.second.less >= patience; });
}

void RightSize::forget(wire::Seat seat) {
  std::erase_if(asked_, [&](const auto& one) { return one.first.first == seat; });
}

const Wanted& RightSize::of(const Source& source) const {
  static const Wanted nothing;
  const auto at = asked_.find(source);
  return at == asked_.end() ? nothing : at->second.now;
}

}  // namespace lethe::room
