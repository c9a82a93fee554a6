// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures in I420: views of planes owned by somebody else, and images that own theirs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "mcu/wire/scene.hpp"

namespace lethe::video {

// Y, U, V; the chroma planes have half the width and height, rounded up. Does not own the bytes.
template <class Byte>
struct Planes {
  std::array<Byte*, 3> data{};
  std::array<int, 3> stride{};  // bytes
  int width = 0, height = 0;

  // A part of it; x and y even.
  Planes part(const wire::Rect& rect) const {
    Planes result{data, stride, rect.width, rect.height};
    for (std::size_t i = 0; i < 3; ++i) {
      const int shift = i == 0 ? 0 : 1;
      result.data[i] += std::ptrdiff_t{rect.y >> shift} * stride[i] + (rect.x >> shift);
    }
    return result;
  }
  operator Planes<const Byte>() const requires(!std::is_const_v<Byte>) {
    return {{data[0], data[1], data[2]}, stride, width, height};
  }
};
using Surface = Planes<std::uint8_t>;       // to draw on
using Pixels = Planes<const std::uint8_t>;  // to read

struct Colour {  // BT.601, limited range
  std::uint8_t y = 16, u = 128, v = 128;
  bool operator==(const Colour&) const = default;
};

// Red, green and blue from 0 to 255.
Colour colour_of_rgb(double red, double green, double blue);
// hue in degrees, saturation and value from 0 to 1.
Colour colour_of_hue(int hue, double saturation, double value);

// Owns its planes in one block, one after the other. Width and height are even and positive.
class Image {
 public:
  Image(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  Surface surface() { return planes<std::uint8_t>(); }
  Pixels pixels() const { return planes<const std::uint8_t>(); }
  std::size_t size() const { return offset_[2] + chroma_size(); }
  std::uint8_t* block() { return bytes_.get(); }
  const std::array<std::size_t, 3>& offsets() const { return offset_; }

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const { ::operator delete[](bytes, std::align_val_t{64}); }
  };
  std::size_t chroma_size() const {
    return static_cast<std::size_t>(stride_[1]) * static_cast<std::size_t>(height_ / 2);
  }
  template <class Byte>
  Planes<Byte> planes() const {
    Byte* const block = bytes_.get();
    return {{block + offset_[0], block + offset_[1], block + offset_[2]}, stride_, width_, height_};
  }

  int width_, height_;
  std::array<int, 3> stride_;
  std::array<std::size_t, 3> offset_;
  std::unique_ptr<std::uint8_t[], Free> bytes_;
};

}  // namespace lethe::video
