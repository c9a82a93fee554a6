// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/paint.hpp"

#include <libyuv/planar_functions.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/drawing/scale.hpp"

namespace lethe::video {
namespace {

constexpr std::uint8_t white = 235, grey = 128;
constexpr int strip_inset = 8;   // pixels between strip and tile edge, as space for the speaking mark
constexpr int inset_from = 120;  // in tiles of this height or more
constexpr int strip_radius = 6;  // pixels; half of it in a small tile
constexpr int strip_margin = 4;  // pixels between text and strip edge, left and right

// from, moved towards `to` by weight / 255.
std::uint8_t blend(std::uint8_t from, std::uint8_t to, int weight) {
  const int mixed = from * (255 - weight) + to * weight + 127;
  return static_cast<std::uint8_t>((mixed * 257 + 257) >> 16);  // division by 255 that the compiler can vectorise
}

void blend_row(std::uint8_t* row, const std::uint8_t* coverage, int width, std::uint8_t to) {
  for (int x = 0; x < width; ++x) row[x] = blend(row[x], to, coverage[x]);
}

void darken_row(std::uint8_t* row, int width, int towards) {
  for (int x = 0; x < width; ++x) row[x] = static_cast<std::uint8_t>((row[x] * 3 + towards * 5) >> 3);
}

void draw_text(const Surface& surface, const Label& text) {
  const int width = std::min(surface.width, text.width()), height = std::min(surface.height, text.height());
  for (int y = 0; y < height; ++y) blend_row(surface.data[0] + y * surface.stride[0], text.row(y), width, white);
  for (std::size_t plane : {1U, 2U})
    for (int y = 0; y < height / 2; ++y)
      blend_row(surface.data[plane] + y * surface.stride[plane], text.half_row(y), width / 2, grey);
}

// Pixels that a round corner takes from the left and the right of a row.
int cut_at(int row, int height, int radius) {
  const double beyond = radius - std::min(row, height - 1 - row) - 0.5;
  return beyond <= 0 ? 0 : radius - static_cast<int>(std::lround(std::sqrt(radius * radius - beyond * beyond)));
}

void darken(const Surface& surface, int radius) {
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1, height = surface.height >> shift, width = surface.width >> shift;
    for (int y = 0; y < height; ++y) {
      const int cut = cut_at(y, height, radius >> shift);
      darken_row(surface.data[plane] + y * surface.stride[plane] + cut, width - 2 * cut, plane == 0 ? 16 : grey);
    }
  }
}

// How much of each pixel of a square corner (255: all) is outside a circle around the square's inner corner.
class Corner {
 public:
  Corner(int size, int radius) : size_(size), outside_(static_cast<std::size_t>(size * size)) {
    constexpr int fine = 4;  // samples across a pixel
    for (int i = 0; i < size * fine * size * fine; ++i) {
      const double x = size - (i % (size * fine) + 0.5) / fine, y = size - (i / (size * fine) + 0.5) / fine;
      const auto pixel = static_cast<std::size_t>(i / (size * fine) / fine * size + i % (size * fine) / fine);
      if (x * x + y * y > radius * radius) outside_[pixel] += 16;
    }
  }
  // Paints the outside of all four corners of a plane that is this wide and high.
  void paint(std::uint8_t* plane, int stride, int width, int height, std::uint8_t value) const {
    for (int y = 0; y < size_; ++y)
      for (int x = 0; x < size_; ++x) {
        const int weight = std::min(255, outside_[static_cast<std::size_t>(y * size_ + x)]);
        if (weight == 0) continue;
        for (const int row : {y, height - 1 - y})
          for (const int column : {x, width - 1 - x}) {
            std::uint8_t& pixel = plane[row * stride + column];
            pixel = blend(pixel, value, weight);
          }
      }
  }

 private:
  int size_;
  std::vector<int> outside_;
};

// The corners of a tile in all its planes; inset: the width of a frame inside which they are.
struct Corners {
  Corners(int radius, int inset) : luma(radius, radius - inset), chroma(radius / 2, (radius - inset) / 2) {}
  void paint(const Surface& tile, Colour colour) const {
    luma.paint(tile.data[0], tile.stride[0], tile.width, tile.height, colour.y);
    chroma.paint(tile.data[1], tile.stride[1], tile.width / 2, tile.height / 2, colour.u);
    chroma.paint(tile.data[2], tile.stride[2], tile.width / 2, tile.height / 2, colour.v);
  }
  Corner luma, chroma;
};

bool small(const Surface& tile) { return tile.height < inset_from; }
bool tiny(const Surface& tile) { return std::min(tile.width, tile.height) < 2 * corner_radius; }  // stays square

int even(int pixels) { return (pixels + 1) & ~1; }

void place(Pixels picture, const Surface& tile, const Fit& how) {
  if (how.to.width < tile.width || how.to.height < tile.height) fill(tile, bars);
  scale(picture.part(how.from), tile.part(how.to));
}

}  // namespace

Colour mark_colour() {
  static const Colour colour = colour_of_rgb(64, 224, 128);
  return colour;
}

Colour avatar_colour(int hue) { return colour_of_hue(hue, 0.55, 0.5); }

void fill(const Surface& surface, Colour colour) {
  libyuv::I420Rect(surface.data[0], surface.stride[0], surface.data[1], surface.stride[1], surface.data[2],
                   surface.stride[2], 0, 0, surface.width, surface.height, colour.y, colour.u, colour.v);
}

void copy(Pixels from, const Surface& to) {
  libyuv::I420Copy(from.data[0], from.stride[0], from.data[1], from.stride[1], from.data[2], from.stride[2], to.data[0],
                   to.stride[0], to.data[1], to.stride[1], to.data[2], to.stride[2], to.width, to.height);
}

void draw_picture(const Surface& tile, Pixels picture) {
  place(picture, tile, fit(picture.width, picture.height, tile.width, tile.height));
}

void draw_screen(const Surface& tile, Pixels picture) {
  place(picture, tile, fit_whole(picture.width, picture.height, tile.width, tile.height));
}

void draw_avatar(const Surface& tile, const Label* initials, int hue) {
  fill(tile, avatar_colour(hue));
  if (initials == nullptr) return;
  const double scale = std::min({tile.height * 0.4 / initials->height(), tile.width * 0.6 / initials->width(), 2.0});
  const Label sized(*initials, std::max(2, even(int(initials->width() * scale))),
                    std::max(2, even(int(initials->height() * scale))));
  const int x = std::max(0, (tile.width - sized.width()) / 4 * 2),
            y = std::max(0, (tile.height - sized.height()) / 4 * 2);
  draw_text(tile.part({x, y, std::min(sized.width(), tile.width), std::min(sized.height(), tile.height)}), sized);
}

void draw_name(const Surface& tile, const Label& name) {
  const int inset = small(tile) ? 0 : strip_inset;
  const int width = std::min(tile.width - 2 * inset, even(name.width() + 2 * strip_margin));
  const int height = std::min(tile.height - 2 * inset, even(name.height()));
  const Surface strip = tile.part({inset, tile.height - height - inset, width, height});
  darken(strip, inset > 0 ? strip_radius : strip_radius / 2);
  if (width > strip_margin) draw_text(strip.part({strip_margin, 0, width - strip_margin, height}), name);
}

wire::Rect caption_strip(const Label& caption, int width, int height) {
  const int wide = std::min(width & ~1, even(caption.width())), high = std::min(height & ~1, even(caption.height()));
  const int above = height / 12;  // the names in the lowest tiles
  return {(width - wide) / 4 * 2, std::max(0, height - high - above) / 2 * 2, wide, high};
}

// Filled, not darkened, because it is drawn repeatedly over parts that change only partly.
void draw_caption(const Surface& strip, const Label& caption) {
  fill(strip, caption_background);
  draw_text(strip, caption);
}

void draw_mark(const Surface& tile) {
  const int width = tile.width, height = tile.height;
  const int edge = std::min({small(tile) ? mark_width / 2 : mark_width, width & ~1, height & ~1});
  fill(tile.part({0, 0, width, edge}), mark_colour());
  fill(tile.part({0, height - edge, width, edge}), mark_colour());
  fill(tile.part({0, 0, edge, height}), mark_colour());
  fill(tile.part({width - edge, 0, edge, height}), mark_colour());
  static const Corners large_ones(corner_radius, mark_width), small_ones(corner_radius / 2, mark_width / 2);
  if (!tiny(tile)) (small(tile) ? small_ones : large_ones).paint(tile, mark_colour());
}

void round_corners(const Surface& tile) {
  static const Corners large_ones(corner_radius, 0), small_ones(corner_radius / 2, 0);
  if (!tiny(tile)) (small(tile) ? small_ones : large_ones).paint(tile, background);
}

}  // namespace lethe::video
