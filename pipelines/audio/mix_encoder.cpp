// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/mix_encoder.hpp"

#include <opus/opus.h>

#include <new>

#include "base/check.hpp"

namespace lethe::audio {

namespace {
constexpr int complexity = 8;
constexpr int expected_loss = 10;  // per cent
}  // namespace

MixEncoder::MixEncoder(int kilobits) {
  int error = OPUS_OK;
  state_ = opus_encoder_create(sample_rate, 1, OPUS_APPLICATION_RESTRICTED_LOWDELAY, &error);
  if (!state_) throw std::bad_alloc();
  CHECK(opus_encoder_ctl(state_, OPUS_SET_BITRATE(kilobits * 1000)) == OPUS_OK);
  CHECK(opus_encoder_ctl(state_, OPUS_SET_COMPLEXITY(complexity)) == OPUS_OK);
  CHECK(opus_encoder_ctl(state_, OPUS_SET_PACKET_LOSS_PERC(expected_loss)) == OPUS_OK);
}
MixEncoder::~MixEncoder() { opus_encoder_destroy(state_); }

void MixEncoder::prime(const Sum& before, const Limiter& limiter) {
  opus_encoder_ctl(state_, OPUS_RESET_STATE);
  limiter_ = limiter;
  encode(before, false);
  limiter_ = limiter;
}

std::span<const std::uint8_t> MixEncoder::encode(const Sum& sum, bool independent) {
  Samples samples;
  limiter_.apply(sum, samples);
  opus_encoder_ctl(state_, OPUS_SET_PREDICTION_DISABLED(independent ? 1 : 0));
  const int size = opus_encode(state_, samples.data(), tick_samples, payload_.data(), payload_max);
  CHECK(size > 0);
  return std::span(payload_).first(static_cast<std::size_t>(size));
}

}  // namespace lethe::audio
