// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/limiter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lethe::audio {

namespace {
constexpr std::size_t block = 120, blocks = tick_samples / block;
constexpr float ceiling = 29'200;  // -1 dBFS; the knee begins here
constexpr float headroom = 32'767 - ceiling;
constexpr float recovery = 1.00582F;  // a block: doubles in 120 blocks, 300 ms

float saturate(float x) {
  const float beyond = std::abs(x) - ceiling;
  if (beyond <= 0) return x;
  return std::copysign(ceiling + headroom * std::tanh(beyond / headroom), x);
}

std::int32_t peak(const Sum& in, std::size_t at) {
  std::int32_t most = 1;
  for (std::size_t i = at * block; i < (at + 1) * block; ++i) most = std::max(most, std::abs(in[i]));
  return most;
}

void narrow(const Sum& in, Samples& out) {
  std::transform(in.begin(), in.end(), out.begin(), [](std::int32_t s) { return static_cast<std::int16_t>(s); });
}

void scale(const Sum& in, Samples& out, const std::array<float, blocks + 1>& gains) {
  for (std::size_t b = 0; b < blocks; ++b) {
    const float slope = (gains[b + 1] - gains[b]) / static_cast<float>(block);
    for (std::size_t i = 0; i < block; ++i) {
      const float gain = gains[b] + slope * static_cast<float>(i + 1);
      const std::size_t at = b * block + i;
      out[at] = static_cast<std::int16_t>(std::lrint(saturate(static_cast<float>(in[at]) * gain)));
    }
  }
}
}  // namespace

void Limiter::apply(const Total& in, Sound& out) {
  out.stereo = in.stereo;
  std::array<float, blocks + 1> allowed{};
  bool fits = gain_ >= 1;
  for (std::size_t b = 0; b < blocks; ++b) {
    std::int32_t most = peak(in.left, b);
    if (in.stereo) most = std::max(most, peak(in.right, b));
    allowed[b] = std::min(1.0F, ceiling / static_cast<float>(most));
    fits = fits && allowed[b] >= 1;
  }
  if (fits) {
    narrow(in.left, out.left);
    if (in.stereo) narrow(in.right, out.right);
    return;
  }
  allowed[blocks] = 1;
  std::array<float, blocks + 1> gains{};  // at the borders
  gains[0] = gain_;
  for (std::size_t b = 0; b < blocks; ++b)
    gains[b + 1] = std::min({allowed[b], allowed[b + 1], gains[b] * recovery, 1.0F});
  gain_ = gains[blocks];
  scale(in.left, out.left, gains);
  if (in.stereo) scale(in.right, out.right, gains);
}

}  // namespace lethe::audio
