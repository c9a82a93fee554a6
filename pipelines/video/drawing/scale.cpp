// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/drawing/scale.hpp"

#include <libyuv/planar_functions.h>
#include <libyuv/scale.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace lethe::video {
namespace {

struct Plane {
  const std::uint8_t* data;
  int stride, width, height;
};

// Eight neighbouring output pixels of a row. libyuv's bilinear columns take two at a time, which is most of the cost of
// scaling. The sixteen bytes after `first` contain everything that eight output pixels need at less than two input
// pixels each.
struct Columns {
  static constexpr int count = 8;
  alignas(16) std::array<std::uint8_t, 16> picks;   // each pixel's left and right neighbour, counted from `first`
  alignas(16) std::array<std::int8_t, 16> weights;  // theirs; each pair adds up to 128
  int first;
};

// The position of the centre of output pixel i among `from` input pixels.
struct Position {
  int left;
  double right_weight;
  Position(int i, int from, int to) {
    const double centre = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
    left = std::min(static_cast<int>(centre), std::max(0, from - 2));
    right_weight = centre - left;
  }
};

void lay_out(std::vector<Columns>& columns, int from, int to) {
  columns.resize(static_cast<std::size_t>((to + Columns::count - 1) / Columns::count));
  for (std::size_t group = 0; group < columns.size(); ++group) {
    Columns& eight = columns[group];
    eight.first = Position(static_cast<int>(group) * Columns::count, from, to).left;
    for (std::size_t i = 0; i < Columns::count; ++i) {
      const int pixel = std::min(static_cast<int>(group * Columns::count + i), to - 1);
      const Position position(pixel, from, to);
      const auto left = static_cast<std::uint8_t>(position.left - eight.first);
      // Never 0 or 128, which a signed byte cannot hold; the error is at most one level.
      const auto weight = static_cast<int>(std::clamp(std::lround(position.right_weight * 128), 1L, 127L));
      eight.picks[2 * i] = left;
      eight.picks[2 * i + 1] = static_cast<std::uint8_t>(left + 1);
      eight.weights[2 * i] = static_cast<std::int8_t>(128 - weight);
      eight.weights[2 * i + 1] = static_cast<std::int8_t>(weight);
    }
  }
}

using FilterRow = void (*)(const std::uint8_t* row, const std::vector<Columns>& columns, std::uint8_t* out);

void filter_row_anywhere(const std::uint8_t* row, const std::vector<Columns>& columns, std::uint8_t* out) {
  for (const Columns& eight : columns) {
    const std::uint8_t* const from = row + eight.first;
    for (std::size_t i = 0; i < Columns::count; ++i) {
      const std::size_t left = 2 * i, right = left + 1;
      const int sum = from[eight.picks[left]] * eight.weights[left] + from[eight.picks[right]] * eight.weights[right];
      *out++ = static_cast<std::uint8_t>((sum + 64) >> 7);
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("ssse3"))) void filter_eight(const std::uint8_t* row, const Columns& eight, std::uint8_t* out) {
  const __m128i from = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + eight.first));
  const __m128i pairs = _mm_shuffle_epi8(from, _mm_load_si128(reinterpret_cast<const __m128i*>(eight.picks.data())));
  const __m128i sums = _mm_maddubs_epi16(pairs, _mm_load_si128(reinterpret_cast<const __m128i*>(eight.weights.data())));
  const __m128i pixels = _mm_srli_epi16(_mm_add_epi16(sums, _mm_set1_epi16(64)), 7);
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_packus_epi16(pixels, pixels));
}

__attribute__((target("ssse3"))) void filter_row_ssse3(const std::uint8_t* row, const std::vector<Columns>& columns,
                                                       std::uint8_t* out) {
  for (const Columns& eight : columns) {
    filter_eight(row, eight, out);
    out += Columns::count;
  }
}

__attribute__((target("avx2"))) __m256i both(const void* first, const void* second) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(static_cast<const __m128i*>(first))),
                                 _mm_loadu_si128(static_cast<const __m128i*>(second)), 1);
}

__attribute__((target("avx2"))) void filter_row_avx2(const std::uint8_t* row, const std::vector<Columns>& columns,
                                                     std::uint8_t* out) {
  const __m256i half = _mm256_set1_epi16(64);
  std::size_t group = 0;
  for (; group + 2 <= columns.size(); group += 2) {
    const Columns &a = columns[group], &b = columns[group + 1];
    const __m256i pairs = _mm256_shuffle_epi8(both(row + a.first, row + b.first), both(&a.picks, &b.picks));
    const __m256i sums = _mm256_maddubs_epi16(pairs, both(&a.weights, &b.weights));
    const __m256i pixels = _mm256_srli_epi16(_mm256_add_epi16(sums, half), 7);
    const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(pixels, pixels), 0b1000);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm256_castsi256_si128(packed));
    out += 2 * Columns::count;
  }
  if (group < columns.size()) filter_eight(row, columns[group], out);
}
#endif

FilterRow best_filter_row() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return filter_row_avx2;
  if (__builtin_cpu_supports("ssse3")) return filter_row_ssse3;
#endif
  return filter_row_anywhere;
}

struct Scratch {
  static constexpr std::size_t layouts_max = 64;  // of columns: few camera sizes times few tile sizes

  const std::vector<Columns>& columns(int from, int to) {
    if (layouts.size() > layouts_max) layouts.clear();
    const auto [layout, added] = layouts.try_emplace({from, to});
    if (added) lay_out(layout->second, from, to);
    return layout->second;
  }

  std::map<std::pair<int, int>, std::vector<Columns>> layouts;
  std::vector<std::uint8_t> row, filtered, halved;
};

// Less than two input pixels per output pixel, in both directions.
void scale_bilinear(const Plane& from, std::uint8_t* to, int to_stride, int width, int height, Scratch& scratch) {
  static const FilterRow filter_row = best_filter_row();
  const std::vector<Columns>& columns = scratch.columns(from.width, width);
  scratch.row.resize(static_cast<std::size_t>(from.width) + 16);  // bytes loaded beyond the end do not count
  scratch.filtered.resize(columns.size() * Columns::count);
  for (int y = 0; y < height; ++y, to += to_stride) {
    const Position position(y, from.height, height);
    const std::uint8_t* const upper = from.data + std::ptrdiff_t{position.left} * from.stride;
    const std::uint8_t* const lower = from.height > 1 ? upper + from.stride : upper;
    const int weight = std::min(255, static_cast<int>(std::lround(position.right_weight * 256)));
    libyuv::InterpolatePlane(upper, 0, lower, 0, scratch.row.data(), 0, from.width, 1, weight);
    filter_row(scratch.row.data(), columns, scratch.filtered.data());
    std::memcpy(to, scratch.filtered.data(), static_cast<std::size_t>(width));
  }
}

void scale_plane(Plane from, std::uint8_t* to, int to_stride, int width, int height, Scratch& scratch) {
  const auto by_libyuv = [&](const Plane& plane, std::uint8_t* out, int stride, int out_width, int out_height) {
    libyuv::ScalePlane(plane.data, plane.stride, plane.width, plane.height, out, stride, out_width, out_height,
                       libyuv::kFilterBox);
  };
  // Exact halves and quarters, which libyuv does fast; and shapes that no number of halvings fits.
  const auto times = [&](int n) { return from.width == n * width && from.height == n * height; };
  if (times(1) || times(2) || times(4)) return by_libyuv(from, to, to_stride, width, height);
  if (from.width >= 2 * width && from.height >= 2 * height) {
    const int divisor = from.width >= 4 * width && from.height >= 4 * height ? 4 : 2;
    const Plane halved{nullptr, from.width / divisor, from.width / divisor, from.height / divisor};
    from.width = halved.width * divisor;
    from.height = halved.height * divisor;
    std::vector<std::uint8_t> pixels = std::exchange(scratch.halved, {});
    pixels.resize(static_cast<std::size_t>(halved.stride) * static_cast<std::size_t>(halved.height));
    by_libyuv(from, pixels.data(), halved.stride, halved.width, halved.height);
    scale_plane({pixels.data(), halved.stride, halved.width, halved.height}, to, to_stride, width, height, scratch);
    scratch.halved = std::move(pixels);
    return;
  }
  if (from.width >= 2 * width || from.height >= 2 * height) return by_libyuv(from, to, to_stride, width, height);
  scale_bilinear(from, to, to_stride, width, height, scratch);
}

}  // namespace

void scale(Pixels from, const Surface& to) {
  static thread_local Scratch scratch;
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    scale_plane({from.data[plane], from.stride[plane], from.width >> shift, from.height >> shift}, to.data[plane],
                to.stride[plane], to.width >> shift, to.height >> shift, scratch);
  }
}

}  // namespace lethe::video
