// SPDX-License-Identifier: AGPL-3.0-or-later
// Synthetic participants for the audio tests: each speaks a tone, and what it hears is measured by Goertzel.
#pragma once

#include <opus/opus.h>
#include <algorithm>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

#include "pipelines/audio/audio_mixer.hpp"
#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio::sound {

// Level of one frequency in dB below a full-scale sine.
inline double level_at(std::span<const std::int16_t> samples, double hertz) {
  const double w = 2 * std::numbers::pi * hertz / sample_rate;
  double re = 0, im = 0, window_sum = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {  // Hann: neighbouring tones do not leak
    const double t = static_cast<double>(i);
    const double window = 1 - std::cos(2 * std::numbers::pi * t / static_cast<double>(samples.size()));
    re += window * samples[i] * std::cos(w * t);
    im += window * samples[i] * std::sin(w * t);
    window_sum += window;
  }
  return 20 * std::log10(std::hypot(re, im) * 2 / window_sum / 32768 + 1e-9);
}

inline double rms(std::span<const std::int16_t> samples) {
  double energy = 0;
  for (const double s : samples) energy += s * s;
  return samples.empty() ? 0 : std::sqrt(energy / static_cast<double>(samples.size()));
}

struct Voice {
  double hertz = 400, amplitude = 8000;
  int milliseconds = 20;  // of a packet
  int application = OPUS_APPLICATION_AUDIO, bitrate = 64'000;
  bool fec = false, dtx = false;
  std::optional<int> header_level = 0;  // as AudioPacket::level
  int channels = 1;                     // 2: the tone comes from the left, that of `right` from the right
  double right = 0;                     // Hz
  bool noise = false;                   // instead of the tone
  bool syllables = false;  // harmonics that swell four times a second: SILK adds its copies (FEC) to speech only
};

// An AudioPacket that owns its payload.
struct Packet {
  std::int64_t sequence = 0;
  std::uint32_t rtp_timestamp = 0;
  std::optional<int> level;
  Time at;
  std::optional<std::chrono::nanoseconds> sender_time;
  media::Bytes payload;
  operator media::AudioPacket() const { return {sequence, rtp_timestamp, level, at, sender_time, payload}; }
};

// Encodes a tone, packet after packet.
class Sender {
 public:
  explicit Sender(Voice voice)
      : voice_(voice), samples_(static_cast<std::size_t>(voice.milliseconds * 48 * voice.channels)) {
    int error = 0;
    encoder_.reset(opus_encoder_create(sample_rate, voice.channels, voice.application, &error));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(voice.bitrate));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_COMPLEXITY(5));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_INBAND_FEC(voice.fec ? 1 : 0));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_DTX(voice.dtx ? 1 : 0));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_PACKET_LOSS_PERC(voice.fec ? 20 : 0));
  }

  Voice& voice() { return voice_; }
  void jump(std::int64_t sequence, std::uint32_t timestamp) { sequence_ = sequence, timestamp_ = timestamp; }
  void pause(std::uint32_t samples) { timestamp_ += samples; }  // as a sender under DTX

  Packet next(Time at) {
    for (std::size_t i = 0; i < samples_.size(); ++phase_) {
      samples_[i++] = static_cast<std::int16_t>(std::lrint(voice_.amplitude * wave(phase_)));
      if (voice_.channels == 2)
        samples_[i++] = static_cast<std::int16_t>(std::lrint(voice_.amplitude * std::sin(turn(phase_) * voice_.right)));
    }
    Packet packet;
    packet.sequence = sequence_++;
    packet.rtp_timestamp = timestamp_;
    packet.level = voice_.header_level;
    packet.at = at;
    packet.payload.resize(1500);
    packet.payload.resize(static_cast<std::size_t>(
        opus_encode(encoder_.get(), samples_.data(), voice_.milliseconds * 48, packet.payload.data(), 1500)));
    timestamp_ += static_cast<std::uint32_t>(voice_.milliseconds * 48);
    return packet;
  }

 private:
  static double turn(double i) { return 2 * std::numbers::pi * i / sample_rate; }
  double wave(double i) {
    const double w = turn(i);
    if (voice_.noise) return static_cast<double>(state_ = state_ * 1'664'525 + 1'013'904'223) / 2'147'483'648.0 - 1;
    if (!voice_.syllables) return std::sin(w * voice_.hertz);
    double sum = 0;
    for (int k = 1; k <= 8; ++k) sum += std::sin(w * voice_.hertz * k + k * k) / (2 + k);
    return sum * (0.6 - 0.4 * std::cos(w * 4));
  }
  struct Destroy {
    void operator()(::OpusEncoder* e) const { opus_encoder_destroy(e); }
  };
  Voice voice_;
  std::vector<std::int16_t> samples_;
  std::unique_ptr<::OpusEncoder, Destroy> encoder_;
  std::int64_t sequence_ = 70'000;
  std::uint32_t timestamp_ = 0xFFFF'8000;  // wraps soon
  double phase_ = 0;
  std::uint32_t state_ = 1;
};

// Hears what one seat receives, as a browser does: what was not sent (DTX) is concealed.
class Ear {
 public:
  Ear() {
    int error = 0;
    decoder_.reset(opus_decoder_create(sample_rate, 2, &error));
  }
  void hear(const media::OpusFrame& frame) {
    if (next_ && frame.rtp_timestamp != *next_) {
      const auto missing = static_cast<std::int32_t>(frame.rtp_timestamp - *next_);
      if (missing < 0 || missing % tick_samples != 0) ++overlaps;
      for (std::int32_t i = 0; i + tick_samples <= missing; i += tick_samples) decode({}, tick_samples);
      ++pauses;
    }
    next_ = frame.rtp_timestamp + frame.samples;
    if (frame.payload.size() <= 2)
      decode({}, static_cast<int>(frame.samples));
    else
      decode(frame.payload, 5760);
    timestamps_.push_back(frame.rtp_timestamp);
    stereo = opus_packet_get_nb_channels(frame.payload.data()) == 2;
    bytes += frame.payload.size();
    durations.push_back(frame.samples);
  }
  const std::vector<std::int16_t>& heard() const { return left_; }
  std::span<const std::int16_t> last(std::size_t ticks) const { return tail(left_, ticks); }
  std::span<const std::int16_t> last_right(std::size_t ticks) const { return tail(right_, ticks); }
  const std::vector<std::uint32_t>& timestamps() const { return timestamps_; }

  int pauses = 0, overlaps = 0;
  bool stereo = false;  // the last packet
  std::size_t bytes = 0;
  std::vector<std::uint32_t> durations;

 private:
  static std::span<const std::int16_t> tail(const std::vector<std::int16_t>& all, std::size_t ticks) {
    return std::span(all).last(std::min(all.size(), ticks * tick_samples));
  }
  void decode(std::span<const std::uint8_t> payload, int samples) {
    std::array<std::int16_t, 2 * 5760> out;
    const int n = opus_decode(decoder_.get(), payload.empty() ? nullptr : payload.data(),
                              static_cast<int>(payload.size()), out.data(), samples, 0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(n, 0)); ++i) {
      left_.push_back(out[2 * i]);
      right_.push_back(out[2 * i + 1]);
    }
  }
  struct Destroy {
    void operator()(::OpusDecoder* d) const { opus_decoder_destroy(d); }
  };
  std::unique_ptr<::OpusDecoder, Destroy> decoder_;
  std::vector<std::int16_t> left_, right_;
  std::vector<std::uint32_t> timestamps_;
  std::optional<std::uint32_t> next_;
};

// What all seats receive. Used from one thread.
class Room final : public Output {
 public:
  void on_mixed(std::span<const Seat> to, const media::OpusFrame& frame) override {
    for (const Seat seat : to) ears[seat].hear(frame);
    largest_share = std::max(largest_share, to.size());
    ++encodes;
  }
  void on_levels(const wire::Levels& told) override { levels.push_back(told); }
  void on_said(std::uint64_t number) override { said.push_back(number); }

  std::map<Seat, Ear> ears;
  std::vector<wire::Levels> levels;
  std::vector<std::uint64_t> said;
  std::size_t largest_share = 0, encodes = 0;
};

inline wire::Scene scene_of(std::initializer_list<Seat> seats, std::initializer_list<Seat> muted = {}) {
  wire::Scene scene;
  for (const Seat seat : seats)
    scene.parts.push_back({.seat = seat, .heard = std::find(muted.begin(), muted.end(), seat) == muted.end()});
  return scene;
}

}  // namespace lethe::audio::sound
