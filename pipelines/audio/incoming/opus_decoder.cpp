// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/opus_decoder.hpp"

#include <opus/opus.h>

#include <algorithm>
#include <array>
#include <new>

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

namespace {

struct Frames {
  int count = 0;
  std::array<const unsigned char*, 48> data{};
  std::array<opus_int16, 48> size{};
};

Frames split(Payload payload) {
  Frames frames;
  if (payload.empty() || payload.size() > 65'535) return frames;
  frames.count = opus_packet_parse(payload.data(), static_cast<opus_int32>(payload.size()), nullptr, frames.data.data(),
                                   frames.size.data(), nullptr);
  return frames;
}

}  // namespace

std::optional<int> packet_duration(Payload payload) {
  const Frames frames = split(payload);
  if (frames.count <= 0) return std::nullopt;
  const int samples = frames.count * opus_packet_get_samples_per_frame(payload.data(), sample_rate);
  if (samples > packet_samples_max) return std::nullopt;
  return samples;
}

// SILK frames start with one voice activity bit per 20 ms, then the bit that announces the copy.
bool carries_copy(Payload payload) {
  const Frames frames = split(payload);
  constexpr int first_celt_only = 0x80;
  if (frames.count <= 0 || payload[0] >= first_celt_only || frames.size[0] < 1) return false;
  const int parts = std::max(1, opus_packet_get_samples_per_frame(payload.data(), sample_rate) / 960);
  return ((frames.data[0][0] >> (7 - parts)) & 1) != 0;
}

Decoder::Decoder(int channels) : channels_(channels) {
  int error = OPUS_OK;
  state_ = opus_decoder_create(sample_rate, channels, &error);
  if (!state_) throw std::bad_alloc();
}
Decoder::~Decoder() { opus_decoder_destroy(state_); }

bool Decoder::decode(Payload payload, std::span<std::int16_t> out) {
  return opus_decode(state_, payload.data(), static_cast<opus_int32>(payload.size()), out.data(), samples(out), 0) ==
         samples(out);
}

bool Decoder::recover(Payload following, std::span<std::int16_t> out) {
  return opus_decode(state_, following.data(), static_cast<opus_int32>(following.size()), out.data(), samples(out),
                     1) == samples(out);
}

void Decoder::conceal(std::span<std::int16_t> out) {
  if (opus_decode(state_, nullptr, 0, out.data(), samples(out), 0) != samples(out))
    std::fill(out.begin(), out.end(), 0);
}

void Decoder::reset() { opus_decoder_ctl(state_, OPUS_RESET_STATE); }

}  // namespace lethe::audio
