// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/paint.hpp"

#include <libyuv/planar_functions.h>

#include <algorithm>

#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/drawing/scale.hpp"

namespace lethe::video {
namespace {

constexpr std::uint8_t white = 235, grey = 128;
constexpr int strip_inset = 8;   // pixels between strip and tile edge, as space for the speaking mark
constexpr int inset_from = 120;  // in tiles of this height or more
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

void darken(const Surface& surface) {
  for (int y = 0; y < surface.height; ++y) darken_row(surface.data[0] + y * surface.stride[0], surface.width, 16);
  for (std::size_t plane : {1U, 2U})
    for (int y = 0; y < surface.height / 2; ++y)
      darken_row(surface.data[plane] + y * surface.stride[plane], surface.width / 2, grey);
}

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
  const int inset = tile.height >= inset_from ? strip_inset : 0;
  const int width = std::min(tile.width - 2 * inset, even(name.width() + 2 * strip_margin));
  const int height = std::min(tile.height - 2 * inset, even(name.height()));
  const Surface strip = tile.part({inset, tile.height - height - inset, width, height});
  darken(strip);
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
  const int edge = std::min({height < inset_from ? mark_width / 2 : mark_width, width & ~1, height & ~1});
  fill(tile.part({0, 0, width, edge}), mark_colour());
  fill(tile.part({0, height - edge, width, edge}), mark_colour());
  fill(tile.part({0, 0, edge, height}), mark_colour());
  fill(tile.part({width - edge, 0, edge, height}), mark_colour());
}

}  // namespace lethe::video
