// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/vp8_quantiser.hpp"

namespace lethe::bench {
namespace {

// RFC 6386, section 7.3. Reads zeros beyond the end.
class BoolDecoder {
 public:
  explicit BoolDecoder(std::span<const std::uint8_t> data) : data_(data) { value_ = next() << 8 | next(); }

  bool flag() {
    const std::uint32_t split = 1 + ((range_ - 1) * 128 >> 8);
    const bool set = value_ >= split << 8;
    if (set) {
      range_ -= split;
      value_ -= split << 8;
    } else {
      range_ = split;
    }
    while (range_ < 128) {
      value_ <<= 1;
      range_ <<= 1;
      if (++shifted_ == 8) {
        shifted_ = 0;
        value_ |= next();
      }
    }
    return set;
  }
  int literal(int bits) {
    int value = 0;
    while (bits-- > 0) value = value << 1 | (flag() ? 1 : 0);
    return value;
  }
  void skip_optional(int bits) {
    if (flag()) literal(bits);
  }

 private:
  std::uint32_t next() { return at_ < data_.size() ? data_[at_++] : 0; }

  std::span<const std::uint8_t> data_;
  std::size_t at_ = 0;
  std::uint32_t value_ = 0, range_ = 255;
  int shifted_ = 0;
};

void skip_segmentation(BoolDecoder& header) {
  const bool update_map = header.flag(), update_data = header.flag();
  if (update_data) {
    header.flag();                                            // absolute values
    for (int i = 0; i < 4; ++i) header.skip_optional(7 + 1);  // quantiser and sign
    for (int i = 0; i < 4; ++i) header.skip_optional(6 + 1);  // loop filter level and sign
  }
  if (update_map)
    for (int i = 0; i < 3; ++i) header.skip_optional(8);
}

void skip_loop_filter(BoolDecoder& header) {
  header.literal(1 + 6 + 3);  // type, level, sharpness
  if (header.flag() && header.flag())
    for (int i = 0; i < 8; ++i) header.skip_optional(6 + 1);  // deltas
}

}  // namespace

std::optional<int> vp8_quantiser(std::span<const std::uint8_t> frame) {
  constexpr std::size_t tag = 3, key_frame_start = 7;
  if (frame.size() < tag + key_frame_start + 4) return std::nullopt;
  const bool key = (frame[0] & 1) == 0;
  BoolDecoder header(frame.subspan(key ? tag + key_frame_start : tag));
  if (key) header.literal(2);  // colour space, clamping
  if (header.flag()) skip_segmentation(header);
  skip_loop_filter(header);
  header.literal(2);  // partitions
  return header.literal(7);
}

}  // namespace lethe::bench
