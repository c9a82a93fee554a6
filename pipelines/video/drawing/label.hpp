// SPDX-License-Identifier: AGPL-3.0-or-later
// A text drawn by control: coverage from 0 (nothing) to 255 (text), for the luma plane and averaged for chroma.
// Immutable.
#pragma once

#include <cstdint>
#include <vector>

#include "mcu/wire/scene.hpp"

namespace lethe::video {

class Label {
 public:
  // Throws Error InvalidField when size and coverage do not agree or the coverage is not base64.
  explicit Label(const wire::Label& label);
  // The same text in another size.
  Label(const Label& label, int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  int hue() const { return hue_; }
  const std::uint8_t* row(int y) const { return &coverage_[static_cast<std::size_t>(y) * width_as_size()]; }
  // Row y of the half-size coverage, (width + 1) / 2 wide and (height + 1) / 2 high.
  const std::uint8_t* half_row(int y) const {
    return &half_[static_cast<std::size_t>(y) * ((width_as_size() + 1) / 2)];
  }

 private:
  std::size_t width_as_size() const { return static_cast<std::size_t>(width_); }
  void halve();

  int width_, height_, hue_;
  std::vector<std::uint8_t> coverage_, half_;
};

}  // namespace lethe::video
