// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/ssim.hpp"

#include "mcu/base/check.hpp"

namespace lethe::bench {
namespace {

constexpr int side = 8, step = 4;

double window(const std::uint8_t* a, int stride_a, const std::uint8_t* b, int stride_b) {
  constexpr double c1 = 6.5025, c2 = 58.5225;  // (0.01 · 255)², (0.03 · 255)²
  int sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
  for (int y = 0; y < side; ++y, a += stride_a, b += stride_b)
    for (int x = 0; x < side; ++x) {
      sum_a += a[x];
      sum_b += b[x];
      sum_aa += a[x] * a[x];
      sum_bb += b[x] * b[x];
      sum_ab += a[x] * b[x];
    }
  constexpr double n = side * side;
  const double mean_a = sum_a / n, mean_b = sum_b / n;
  const double var_a = sum_aa / n - mean_a * mean_a, var_b = sum_bb / n - mean_b * mean_b;
  const double covariance = sum_ab / n - mean_a * mean_b;
  return (2 * mean_a * mean_b + c1) * (2 * covariance + c2) /
         ((mean_a * mean_a + mean_b * mean_b + c1) * (var_a + var_b + c2));
}

}  // namespace

double ssim(const video::Pixels& a, const video::Pixels& b) {
  CHECK(a.width == b.width && a.height == b.height && a.width >= side && a.height >= side);
  double sum = 0;
  int count = 0;
  for (int y = 0; y + side <= a.height; y += step)
    for (int x = 0; x + side <= a.width; x += step, ++count)
      sum += window(a.data[0] + y * a.stride[0] + x, a.stride[0], b.data[0] + y * b.stride[0] + x, b.stride[0]);
  return sum / count;
}

}  // namespace lethe::bench
