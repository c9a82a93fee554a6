// SPDX-License-Identifier: AGPL-3.0-or-later
// The available choices. Plain values.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "mcu/base/field.hpp"
#include "mcu/room/model/layout.hpp"

namespace lethe::room {

// A step of the quality ladder, as offered to people.
struct StepView {
  std::string name;
  int width = 0, height = 0, fps = 0, video_kbps = 0;  // all 0: sound only
  static constexpr auto fields() {
    return std::tuple{field("name", &StepView::name), field("width", &StepView::width),
                      field("height", &StepView::height), field("fps", &StepView::fps),
                      field("videoKbps", &StepView::video_kbps)};
  }
};

struct Canvas {
  int width = 0, height = 0;
  static constexpr auto fields() {
    return std::tuple{field("width", &Canvas::width), field("height", &Canvas::height)};
  }
};
struct Capabilities {  // GET /capabilities
  std::vector<StepView> steps;
  std::string default_step;
  std::vector<LayoutKind> layouts;
  Canvas canvas;  // for the rectangles of custom layouts
  static constexpr auto fields() {
    return std::tuple{field("steps", &Capabilities::steps), field("defaultStep", &Capabilities::default_step),
                      field("layouts", &Capabilities::layouts), field("canvas", &Capabilities::canvas)};
  }
};

}  // namespace lethe::room
