// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/mix_encoder.hpp"

#include <opus/opus.h>

#include <algorithm>
#include <new>

#include "mcu/base/check.hpp"

namespace lethe::audio {

namespace {
constexpr int complexity = 8;
constexpr int expected_loss = 10;  // per cent
constexpr int speech_to = 12;      // kbit/s; up to this rate SILK is clearer for a voice than any CELT
}  // namespace

MixEncoder::MixEncoder(int channels) : channels_(channels) {
  int error = OPUS_OK;
  state_ = opus_encoder_create(sample_rate, channels, OPUS_APPLICATION_RESTRICTED_LOWDELAY, &error);
  if (!state_) throw std::bad_alloc();
  CHECK(opus_encoder_ctl(state_, OPUS_SET_COMPLEXITY(complexity)) == OPUS_OK);
  CHECK(opus_encoder_ctl(state_, OPUS_SET_PACKET_LOSS_PERC(expected_loss)) == OPUS_OK);
  frame_.reserve(static_cast<std::size_t>(6 * tick_samples * channels));
  before_.reserve(static_cast<std::size_t>(tick_samples * channels));
}
MixEncoder::~MixEncoder() { opus_encoder_destroy(state_); }

void MixEncoder::begin(const Profile& profile, const Sound& before) {
  frame_.clear();
  append(before);
  before_.assign(frame_.begin(), frame_.end());
  start(profile, before_);
}

void MixEncoder::follow(const MixEncoder& other) {
  before_.assign(other.before_.begin(), other.before_.end());
  start(other.profile_, before_);
  frame_.assign(other.frame_.begin(), other.frame_.end());
  first_ = other.first_;
  dtx_ = other.dtx_;
}

void MixEncoder::start(const Profile& profile, std::span<const std::int16_t> before) {
  CHECK(profile.channels == channels_);
  profile_ = profile;
  opus_encoder_ctl(state_, OPUS_RESET_STATE);
  const int application = profile.kilobits <= speech_to ? OPUS_APPLICATION_VOIP : OPUS_APPLICATION_RESTRICTED_LOWDELAY;
  CHECK(opus_encoder_ctl(state_, OPUS_SET_APPLICATION(application)) == OPUS_OK);
  CHECK(opus_encoder_ctl(state_, OPUS_SET_BITRATE(profile.kilobits * 1000)) == OPUS_OK);
  CHECK(opus_encode(state_, before.data(), tick_samples, payload_.data(), payload_max) > 0);
  frame_.clear();
  dtx_ = {};
  independent_ = true;
}

std::optional<media::OpusFrame> MixEncoder::encode(const Sound& sound, const Tick& tick) {
  const auto whole = static_cast<std::size_t>(profile_.ticks * tick_samples * channels_);
  if (frame_.empty()) {
    // All frames of a length start at the same ticks; an encoder that starts in between fills up the missed part.
    const auto missed = static_cast<std::uint32_t>(tick.number % static_cast<std::uint64_t>(profile_.ticks));
    first_ = {tick.number - missed, tick.at - missed * tick_length, tick.rtp_timestamp - missed * tick_samples};
    frame_.assign(missed * static_cast<std::size_t>(tick_samples * channels_), 0);
  }
  append(sound);
  if (frame_.size() < whole) return std::nullopt;

  media::OpusFrame packet;
  packet.rtp_timestamp = first_.rtp_timestamp;
  packet.samples = static_cast<std::uint32_t>(profile_.ticks * tick_samples);
  packet.at = first_.at;
  const bool silent = std::all_of(frame_.begin(), frame_.end(), [](std::int16_t s) { return s == 0; });
  if (!silent && dtx_.pausing()) independent_ = true;
  const Dtx::Send what = dtx_.next(silent, profile_.ticks);
  if (what == Dtx::Send::Sound) packet.payload = compress();
  if (what == Dtx::Send::Pause) packet.payload = pause();
  before_.assign(frame_.end() - tick_samples * channels_, frame_.end());
  frame_.clear();
  if (what == Dtx::Send::Nothing) return std::nullopt;
  return packet;
}

void MixEncoder::append(const Sound& sound) {
  const std::size_t at = frame_.size();
  frame_.resize(at + static_cast<std::size_t>(tick_samples * channels_));
  std::int16_t* const out = frame_.data() + at;
  if (channels_ == 2) {
    const Samples& right = sound.stereo ? sound.right : sound.left;
    for (std::size_t i = 0; i < right.size(); ++i) {
      out[2 * i] = sound.left[i];
      out[2 * i + 1] = right[i];
    }
  } else if (sound.stereo) {
    for (std::size_t i = 0; i < sound.left.size(); ++i)
      out[i] = static_cast<std::int16_t>((sound.left[i] + sound.right[i]) / 2);
  } else {
    std::copy(sound.left.begin(), sound.left.end(), out);
  }
}

std::span<const std::uint8_t> MixEncoder::compress() {
  opus_encoder_ctl(state_, OPUS_SET_PREDICTION_DISABLED(independent_ ? 1 : 0));
  independent_ = false;
  const int size = opus_encode(state_, frame_.data(), profile_.ticks * tick_samples, payload_.data(), payload_max);
  CHECK(size > 0);
  toc_ = payload_[0];
  return std::span(payload_).first(static_cast<std::size_t>(size));
}

// Frames without content (RFC 6716, 3.2.1) of the last packet's kind, as many as this packet is long.
std::span<const std::uint8_t> MixEncoder::pause() {
  constexpr std::uint8_t two_of_a_size = 1, counted = 3;
  const int frames = profile_.ticks * tick_samples / opus_packet_get_samples_per_frame(&toc_, sample_rate);
  payload_[0] = static_cast<std::uint8_t>(toc_ & 0xFC);
  if (frames == 1) return std::span(payload_).first(1);
  payload_[0] = static_cast<std::uint8_t>(payload_[0] | (frames == 2 ? two_of_a_size : counted));
  payload_[1] = static_cast<std::uint8_t>(frames);
  return std::span(payload_).first(frames == 2 ? 1 : 2);
}

}  // namespace lethe::audio
