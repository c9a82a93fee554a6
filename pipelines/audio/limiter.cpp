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
}  // namespace

void Limiter::apply(const Sum& in, Samples& out) {
  std::array<float, blocks + 1> allowed{};
  for (std::size_t b = 0; b < blocks; ++b) {
    std::int32_t peak = 1;
    for (std::size_t i = b * block; i < (b + 1) * block; ++i) peak = std::max(peak, std::abs(in[i]));
    allowed[b] = std::min(1.0F, ceiling / static_cast<float>(peak));
  }
  allowed[blocks] = 1;
  if (gain_ >= 1 && std::all_of(allowed.begin(), allowed.end(), [](float g) { return g >= 1; })) {
    std::transform(in.begin(), in.end(), out.begin(), [](std::int32_t s) { return static_cast<std::int16_t>(s); });
    return;
  }
  float from = gain_;
  for (std::size_t b = 0; b < blocks; ++b) {
    const float to = std::min({allowed[b], allowed[b + 1], from * recovery, 1.0F});
    const float slope = (to - from) / static_cast<float>(block);
    for (std::size_t i = 0; i < block; ++i) {
      const float gain = from + slope * static_cast<float>(i + 1);
      const std::size_t at = b * block + i;
      out[at] = static_cast<std::int16_t>(std::lrint(saturate(static_cast<float>(in[at]) * gain)));
    }
    from = to;
  }
  gain_ = from;
}

}  // namespace lethe::audio
