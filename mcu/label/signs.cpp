// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/label/signs.hpp"

#include <initializer_list>
#include <numbers>

namespace lethe::label {
namespace {

constexpr double pi = std::numbers::pi;

struct Point {
  double x, y;
};

// All of these draw in a square of 24, like the icons of the page.
void line(cairo_t* on, std::initializer_list<Point> points) {
  for (const auto& [x, y] : points) cairo_line_to(on, x, y);
  cairo_stroke(on);
}

void shape(cairo_t* on, std::initializer_list<Point> points) {
  for (const auto& [x, y] : points) cairo_line_to(on, x, y);
  cairo_close_path(on);
  cairo_fill_preserve(on);
  cairo_stroke(on);
}

void draw_muted(cairo_t* on) {
  cairo_arc(on, 12, 6.5, 3, pi, 0);
  cairo_arc(on, 12, 11, 3, 0, pi);
  cairo_close_path(on);
  cairo_fill(on);
  cairo_arc(on, 12, 11, 6, 0, pi);
  cairo_stroke(on);
  line(on, {{12, 17}, {12, 21}});
  // The stroke through it, clear of the rest.
  cairo_set_operator(on, CAIRO_OPERATOR_CLEAR);
  line(on, {{6.5, 2.5}, {21.5, 18.5}});
  cairo_set_operator(on, CAIRO_OPERATOR_OVER);
  line(on, {{3.5, 3}, {20, 20.5}});
}

void draw_hand(cairo_t* on) {
  cairo_set_line_width(on, 2.6);
  line(on, {{8.6, 12}, {8.6, 5.6}});
  line(on, {{11.8, 11}, {11.8, 3.6}});
  line(on, {{15, 11}, {15, 4.6}});
  line(on, {{18.2, 13}, {18.2, 7.6}});
  line(on, {{8.6, 16.5}, {4.6, 12.6}});
  shape(on, {{8.6, 12}, {18.2, 12}, {18.2, 15.5}, {15.5, 20}, {11.5, 20}, {8.6, 16.5}});
}

// Bars of a signal, of which the high ones are faint.
void draw_poor(cairo_t* on) {
  cairo_set_line_width(on, 3.2);
  line(on, {{4.5, 19.5}, {4.5, 17}});
  line(on, {{9.5, 19.5}, {9.5, 13.5}});
  cairo_set_source_rgba(on, 1, 1, 1, 0.35);
  line(on, {{14.5, 19.5}, {14.5, 9.5}});
  line(on, {{19.5, 19.5}, {19.5, 5.5}});
}

void draw_star(cairo_t* on) {
  shape(on,
        {{12, 4}, {14.3, 9}, {20, 9.6}, {15.8, 13.4}, {17, 19}, {12, 16.1}, {7, 19}, {8.2, 13.4}, {4, 9.6}, {9.7, 9}});
}

void draw_crown(cairo_t* on) {
  shape(on, {{4, 7.5}, {8.2, 11}, {12, 5}, {15.8, 11}, {20, 7.5}, {18.4, 18}, {5.6, 18}});
}

}  // namespace

std::vector<Sign> signs_of(const room::NameTag& tag) {
  std::vector<Sign> signs;
  if (tag.hand > 0) signs.push_back(Sign::Hand);
  if (tag.muted) signs.push_back(Sign::Muted);
  if (tag.poor) signs.push_back(Sign::Poor);
  if (tag.spotlight) signs.push_back(Sign::Spotlight);
  if (tag.host) signs.push_back(Sign::Host);
  return signs;
}

void draw(cairo_t* on, Sign sign, double x, double y, double size) {
  cairo_save(on);
  cairo_translate(on, x, y);
  cairo_scale(on, size / 24, size / 24);
  cairo_set_source_rgb(on, 1, 1, 1);
  cairo_set_line_width(on, 2);
  cairo_set_line_cap(on, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(on, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path(on);
  switch (sign) {
    case Sign::Hand:
      draw_hand(on);
      break;
    case Sign::Muted:
      draw_muted(on);
      break;
    case Sign::Poor:
      draw_poor(on);
      break;
    case Sign::Spotlight:
      draw_star(on);
      break;
    case Sign::Host:
      draw_crown(on);
      break;
  }
  cairo_restore(on);
}

}  // namespace lethe::label
