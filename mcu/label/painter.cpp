// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/label/painter.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "mcu/base/base64.hpp"
#include "mcu/label/initials.hpp"
#include "mcu/label/signs.hpp"

namespace lethe::label {
namespace {

constexpr int name_font = 21;  // pixels; its line is 28 to 30 high
constexpr int name_width_most = 360, name_height_least = 28, name_height_most = 44;
constexpr int name_padding = 8;  // left and right, as a margin of the strip behind the name
constexpr int sign_size = 20, sign_gap = 4, place_font = 18;
constexpr int caption_font = 26, caption_width_most = 880, caption_height_most = 80, caption_lines = 2;
constexpr int initials_font = 150;  // capitals of about 110
constexpr int initials_width_most = 320, initials_height_most = 150;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Freed<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Freed<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Freed<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Freed<pango_font_description_free>>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Freed<cairo_font_options_destroy>>;
using FontMap = std::unique_ptr<PangoFontMap, Freed<g_object_unref>>;
using PangoContextHandle = std::unique_ptr<PangoContext, Freed<g_object_unref>>;

Layout layout_of(PangoFontMap* fonts, const std::string& text, int font_pixels) {
  const PangoContextHandle context(pango_font_map_create_context(fonts));
  const FontOptions options(cairo_font_options_create());
  // Greyscale on purpose: coverage has no colour channels for sub-pixels.
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_SLIGHT);
  pango_cairo_context_set_font_options(context.get(), options.get());
  Layout layout(pango_layout_new(context.get()));
  const Font font(pango_font_description_from_string("Noto Sans, DejaVu Sans, sans-serif Medium"));
  pango_font_description_set_absolute_size(font.get(), font_pixels * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

void show(cairo_t* on, PangoLayout* layout, int x, int y) {  // with its origin there
  cairo_set_source_rgb(on, 1, 1, 1);
  cairo_move_to(on, x, y);
  pango_cairo_show_layout(on, layout);
}

// Reads the coverage of what paint(cairo_t*) draws in white. Fonts with their own colours (emoji) draw a picture
// instead of coverage: there, bright parts cover more than dark ones, and all parts cover a little.
template <class Paint>
std::string coverage(int width, int height, const Paint& paint) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
  const Context context(cairo_create(surface.get()));
  paint(context.get());
  cairo_surface_flush(surface.get());
  // Some fonts fail on some texts. A stranger chose the text, so in that case nothing is shown.
  if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS || cairo_image_surface_get_data(surface.get()) == nullptr)
    return std::string(static_cast<std::size_t>(width * height), '\0');
  const unsigned char* const pixels = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(width * height));
  for (int row = 0; row < height; ++row) {
    const auto* const line = reinterpret_cast<const std::uint32_t*>(pixels + row * stride);
    for (int column = 0; column < width; ++column) {
      const std::uint32_t pixel = line[column];  // premultiplied: white is alpha in all four
      const std::uint32_t alpha = pixel >> 24, red = pixel >> 16 & 255, green = pixel >> 8 & 255, blue = pixel & 255;
      const std::uint32_t luma = (red * 54 + green * 183 + blue * 19) / 256;  // BT.709
      bytes += static_cast<char>((alpha * 3 + luma * 7) / 10);
    }
  }
  return bytes;
}

wire::Label label(wire::Seat seat, wire::LabelKind kind, int width, int height, int hue, const std::string& bytes) {
  return {seat, kind, width, height, hue, to_base64(bytes)};
}

// The signs, and the place in the line after the hand, as they stand before the name.
class Signs {
 public:
  Signs(PangoFontMap* fonts, const room::NameTag& tag) : signs_(signs_of(tag)) {
    width_ = static_cast<int>(signs_.size()) * (sign_size + sign_gap);
    if (tag.hand == 0) return;
    const bool beyond = tag.hand == room::NameTag::hands_most;
    place_ = layout_of(fonts, std::to_string(beyond ? tag.hand - 1 : tag.hand) + (beyond ? "+" : ""), place_font);
    pango_layout_get_pixel_extents(place_.get(), nullptr, &box_);
    width_ += box_.width + sign_gap;
  }
  int width() const { return width_; }

  void show(cairo_t* on, int x, int height) const {
    for (const Sign sign : signs_) {
      draw(on, sign, x, (height - sign_size) / 2, sign_size);
      x += sign_size + sign_gap;
      if (sign != Sign::Hand) continue;
      label::show(on, place_.get(), x - sign_gap / 2 - box_.x, (height - box_.height) / 2 - box_.y);
      x += box_.width + sign_gap;
    }
  }

 private:
  std::vector<Sign> signs_;
  Layout place_;
  PangoRectangle box_{};
  int width_ = 0;
};

wire::Label draw_name(PangoFontMap* fonts, wire::Seat seat, const room::NameTag& tag, int hue) {
  const Signs signs(fonts, tag);
  const auto layout = layout_of(fonts, tag.name, name_font);
  PangoRectangle box;
  pango_layout_get_pixel_extents(layout.get(), nullptr, &box);
  constexpr int text_most = name_width_most - 2 * name_padding;
  if (box.width > text_most) {
    pango_layout_set_width(layout.get(), text_most * PANGO_SCALE);
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    pango_layout_get_pixel_extents(layout.get(), nullptr, &box);
  }
  const int left = name_padding + signs.width();
  const int width = left + std::clamp(box.width, 1, text_most) + name_padding;
  const int height = std::clamp(box.height, name_height_least, name_height_most);
  // A line that is too high (stacked marks) is cut equally above and below.
  const int top = (height - box.height) / 2 - box.y;
  return label(seat, wire::LabelKind::Name, width, height, hue, coverage(width, height, [&](cairo_t* on) {
                 signs.show(on, name_padding, height);
                 show(on, layout.get(), left - box.x, top);
               }));
}

// Crop to the ink, so that the worker centres the visible part.
wire::Label draw_initials(PangoFontMap* fonts, wire::Seat seat, const std::string& name, int hue) {
  const std::string text = initials(name);
  Layout layout;
  PangoRectangle ink{};
  for (int font = initials_font; font >= 8; font = font * 3 / 4) {
    layout = layout_of(fonts, text, font);
    pango_layout_get_pixel_extents(layout.get(), &ink, nullptr);
    if (ink.width <= initials_width_most && ink.height <= initials_height_most) break;
  }
  const int width = std::clamp(ink.width, 1, initials_width_most);
  const int height = std::clamp(ink.height, 1, initials_height_most);
  return label(seat, wire::LabelKind::Avatar, width, height, hue,
               coverage(width, height, [&](cairo_t* on) { show(on, layout.get(), -ink.x, -ink.y); }));
}

wire::Label draw_caption(PangoFontMap* fonts, const std::string& text) {
  const auto layout = layout_of(fonts, text, caption_font);
  pango_layout_set_width(layout.get(), (caption_width_most - 2 * name_padding) * PANGO_SCALE);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height(layout.get(), -caption_lines);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  PangoRectangle box;
  pango_layout_get_pixel_extents(layout.get(), nullptr, &box);
  const int width = std::clamp(box.width + 2 * name_padding, 2, caption_width_most);
  const int height = std::clamp(box.height, name_height_least, caption_height_most);
  return label(0, wire::LabelKind::Caption, width, height, 0, coverage(width, height, [&](cairo_t* on) {
                 show(on, layout.get(), name_padding - box.x, (height - box.height) / 2 - box.y);
               }));
}

}  // namespace

int hue_of(const std::string& participant) {
  std::uint32_t hash = 2'166'136'261u;
  for (const char c : participant) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619u;
  return static_cast<int>(hash % 360);
}

struct Painter::Fonts {
  FontMap map{pango_cairo_font_map_new()};
};

Painter::Painter() : fonts_(std::make_unique<Fonts>()) {
  draw_name(0, {.name = "Ag"}, "");
  draw_avatar(0, "Ag", "");
}

Painter::~Painter() = default;

wire::Label Painter::draw_name(wire::Seat seat, const room::NameTag& tag, const std::string& participant) {
  CHECK_ON(thread_);
  return label::draw_name(fonts_->map.get(), seat, tag, hue_of(participant));
}

wire::Label Painter::draw_avatar(wire::Seat seat, const std::string& name, const std::string& participant) {
  CHECK_ON(thread_);
  return draw_initials(fonts_->map.get(), seat, name, hue_of(participant));
}

wire::Label Painter::draw_caption(const std::string& text) {
  CHECK_ON(thread_);
  return label::draw_caption(fonts_->map.get(), text);
}

}  // namespace lethe::label
