// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/crowd/stamp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/drawing/paint.hpp"

namespace lethe::bench {
namespace {

using video::Pixels;

constexpr int bits = 8;
constexpr std::uint8_t dark = 40, bright = 210;
constexpr int surely_dark = 105, surely_bright = 145;

// In shares of the picture's width and height: clear of the edges (marks) and of the bottom (names), and in the middle
// half, to which the tiles of two people crop it.
struct Area {
  double x, y, width, height;
};
constexpr Area block_of(int row, int bit) { return {0.26 + 0.06 * bit, 0.1 + 0.1 * row, 0.06, 0.1}; }
constexpr Area ground{0.55, 0.4, 0.18, 0.3};  // its luma is anything, but not its chroma

wire::Rect within(const Area& area, int width, int height) {
  const auto even = [](double pixels) { return static_cast<int>(pixels / 2) * 2; };
  return {even(area.x * width), even(area.y * height), std::max(2, even(area.width * width)),
          std::max(2, even(area.height * height))};
}

// The inner part of an area of the picture, where it lies in the tile.
wire::Rect inner(const Area& area, const video::Fit& fit, int width, int height) {
  const double sx = double(fit.to.width) / fit.from.width, sy = double(fit.to.height) / fit.from.height;
  const double x = (area.x + area.width * 0.25) * width, y = (area.y + area.height * 0.25) * height;
  return {static_cast<int>(std::lround((x - fit.from.x) * sx)) + fit.to.x,
          static_cast<int>(std::lround((y - fit.from.y) * sy)) + fit.to.y,
          std::max(1, static_cast<int>(area.width * 0.5 * width * sx)),
          std::max(1, static_cast<int>(area.height * 0.5 * height * sy))};
}

std::uint8_t mean(const Pixels& pixels, std::size_t plane, const wire::Rect& at) {
  const int shift = plane == 0 ? 0 : 1;
  const int right = (pixels.width + shift) >> shift, bottom = (pixels.height + shift) >> shift;
  long sum = 0, count = 0;
  for (int y = at.y >> shift; y < std::min(bottom, (at.y + at.height + shift) >> shift); ++y)
    for (int x = at.x >> shift; x < std::min(right, (at.x + at.width + shift) >> shift); ++x, ++count)
      sum += pixels.data[plane][y * pixels.stride[plane] + x];
  return count == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(sum / count);
}

std::optional<int> read_row(const Pixels& tile, const video::Fit& fit, int row, int width, int height) {
  int value = 0;
  for (int bit = 0; bit < bits; ++bit) {
    const int luma = mean(tile, 0, inner(block_of(row, bit), fit, width, height));
    if (luma > surely_dark && luma < surely_bright) return std::nullopt;
    value = value << 1 | (luma >= surely_bright ? 1 : 0);
  }
  return value;
}

int from_gray(int gray) {
  for (int shift = 1; shift < bits; shift *= 2) gray ^= gray >> shift;
  return gray;
}

}  // namespace

void draw_stamp(const video::Surface& picture, const Stamp& stamp) {
  const int rows[] = {stamp.sender, stamp.counter ^ (stamp.counter >> 1)};
  for (int row = 0; row < 2; ++row)
    for (int bit = 0; bit < bits; ++bit) {
      const bool set = (rows[row] >> (bits - 1 - bit) & 1) != 0;
      video::fill(picture.part(within(block_of(row, bit), picture.width, picture.height)),
                  {set ? bright : dark, 128, 128});
    }
}

ReadStamp read_stamp(const Pixels& tile, int picture_width, int picture_height) {
  const video::Fit fit = video::fit(picture_width, picture_height, tile.width, tile.height);
  ReadStamp read{read_row(tile, fit, 0, picture_width, picture_height),
                 read_row(tile, fit, 1, picture_width, picture_height)};
  if (read.counter) read.counter = from_gray(*read.counter);
  return read;
}

video::Colour ground_of(int sender) { return video::colour_of_hue(sender * 137 % 360, 0.7, 0.6); }

double chroma_angle(const video::Colour& a, const video::Colour& b) {
  const double angle = std::atan2(a.v - 128.0, a.u - 128.0) - std::atan2(b.v - 128.0, b.u - 128.0);
  return std::abs(std::remainder(angle, 2 * std::numbers::pi)) * 180 / std::numbers::pi;
}

video::Colour ground_in(const Pixels& tile, int picture_width, int picture_height) {
  const video::Fit fit = video::fit(picture_width, picture_height, tile.width, tile.height);
  const wire::Rect at = inner(ground, fit, picture_width, picture_height);
  return {mean(tile, 0, at), mean(tile, 1, at), mean(tile, 2, at)};
}

}  // namespace lethe::bench
