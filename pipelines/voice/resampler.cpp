// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/voice/resampler.hpp"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

#include <algorithm>
#include <stdexcept>

namespace lethe::voice {

void Resampler::Free::operator()(SwrContext* context) const { swr_free(&context); }

Resampler::Resampler(int from, int to) {
  SwrContext* context = nullptr;
  AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
  const int error =
      swr_alloc_set_opts2(&context, &mono, AV_SAMPLE_FMT_S16, to, &mono, AV_SAMPLE_FMT_S16, from, 0, nullptr);
  context_.reset(context);
  if (error < 0 || swr_init(context) < 0) throw std::runtime_error("voice: no resampler");
}

std::span<const std::int16_t> Resampler::resample(std::span<const std::int16_t> samples) {
  return convert(samples.data(), static_cast<int>(samples.size()));
}

std::span<const std::int16_t> Resampler::flush() { return convert(nullptr, 0); }

std::span<const std::int16_t> Resampler::convert(const std::int16_t* samples, int count) {
  out_.resize(static_cast<std::size_t>(std::max(0, swr_get_out_samples(context_.get(), count))));
  auto* to = reinterpret_cast<std::uint8_t*>(out_.data());
  const auto* from = reinterpret_cast<const std::uint8_t*>(samples);
  const int made = swr_convert(context_.get(), &to, static_cast<int>(out_.size()), samples ? &from : nullptr, count);
  return {out_.data(), static_cast<std::size_t>(std::max(0, made))};
}

}  // namespace lethe::voice
