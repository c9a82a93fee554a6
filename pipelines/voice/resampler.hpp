// SPDX-License-Identifier: AGPL-3.0-or-later
// Converts one channel of 16 bits to another sample rate, by libswresample. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct SwrContext;

namespace lethe::voice {

class Resampler {
 public:
  Resampler(int from, int to);  // samples a second; throws std::runtime_error

  // The output for these samples; valid until the next call. The filter keeps some back.
  std::span<const std::int16_t> resample(std::span<const std::int16_t> samples);
  std::span<const std::int16_t> flush();  // what it kept back

 private:
  struct Free {
    void operator()(SwrContext* context) const;
  };
  std::span<const std::int16_t> convert(const std::int16_t* samples, int count);

  std::unique_ptr<SwrContext, Free> context_;
  std::vector<std::int16_t> out_;
};

}  // namespace lethe::voice
