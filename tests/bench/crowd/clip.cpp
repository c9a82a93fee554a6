// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/crowd/clip.hpp"

#include <opus/opus.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numbers>
#include <random>
#include <thread>

#include "pipelines/video/drawing/paint.hpp"
#include "tests/bench/crowd/reference_encoder.hpp"
#include "tests/bench/crowd/stamp.hpp"

namespace lethe::bench {
namespace {

constexpr int samples = 960, rate = 48'000, audio_packets = 500;  // 10 s
constexpr int texture_side = 1024;

const std::vector<std::uint8_t>& texture() {
  static const auto made = [] {
    std::mt19937 random(1);
    std::vector<std::uint8_t> noise(texture_side * texture_side), smooth(noise.size());
    for (auto& value : noise) value = static_cast<std::uint8_t>(random());
    for (std::size_t i = 0; i < noise.size(); ++i)  // fabric and skin have no single-pixel noise
      smooth[i] = static_cast<std::uint8_t>((noise[i] + noise[(i + 1) % noise.size()] +
                                             noise[(i + texture_side) % noise.size()] +
                                             noise[(i + texture_side + 1) % noise.size()]) /
                                            4);
    return smooth;
  }();
  return made;
}

// A head and shoulders that sway and nod over a still, textured ground; the mouth moves.
void draw(video::Image& image, int sender, double seconds) {
  const video::Surface surface = image.surface();
  const video::Colour ground = ground_of(sender);
  video::fill(surface, ground);
  const int width = image.width(), height = image.height();
  const double turn = 2 * std::numbers::pi * seconds;
  const int sway = static_cast<int>(width * 0.04 * std::sin(turn * 0.3 + sender));
  const int nod = static_cast<int>(height * 0.03 * std::sin(turn * 0.7 + 2 * sender));
  const int centre_x = width / 2 + sway, centre_y = static_cast<int>(height * 0.62) + nod;
  const double mouth = 0.04 * height * (1.2 + std::sin(turn * 4));
  const std::uint8_t* grain = texture().data();
  for (int y = 0; y < height; ++y) {
    std::uint8_t* const row = surface.data[0] + y * surface.stride[0];
    const std::uint8_t* const still = grain + y % texture_side * texture_side;
    const std::uint8_t* const moving = grain + (y - nod + texture_side) % texture_side * texture_side;
    const double dy = (y - centre_y) / (height * 0.3);
    const double shoulders = y > centre_y + height * 0.2 ? width * 0.25 : 0;
    const double half = std::max(dy * dy < 1 ? std::sqrt(1 - dy * dy) * width * 0.12 : 0, shoulders);
    for (int x = 0; x < width; ++x) row[x] = static_cast<std::uint8_t>(ground.y - 12 + still[x % texture_side] / 8);
    const int left = std::max(0, centre_x - static_cast<int>(half));
    const int right = std::min(width, centre_x + static_cast<int>(half));
    for (int x = left; x < right; ++x)
      row[x] = static_cast<std::uint8_t>(120 + moving[(x - sway + texture_side) % texture_side] / 3);
    if (std::abs(y - centre_y - height * 0.12) < mouth)
      std::fill(row + centre_x - width / 30, row + centre_x + width / 30, std::uint8_t{50});
  }
}

std::vector<media::Bytes> film(int sender, const ClipSpec& spec, int width, int height, int fps, int bitrate,
                               int pictures) {
  video::Image image(width, height);
  ReferenceEncoder encoder(spec.codec, width, height, fps, bitrate);
  std::vector<media::Bytes> coded;
  for (int i = 0; i < pictures; ++i) {
    draw(image, sender, double(i) / fps);
    draw_stamp(image.surface(), {sender, i});
    coded.push_back(encoder.encode(image));
  }
  return coded;
}

std::vector<media::Bytes> speak(double hertz, double amplitude) {
  int error = OPUS_OK;
  ::OpusEncoder* encoder = opus_encoder_create(rate, 1, OPUS_APPLICATION_AUDIO, &error);
  opus_encoder_ctl(encoder, OPUS_SET_BITRATE(32'000));
  opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(5));
  std::vector<media::Bytes> packets;
  std::array<std::int16_t, samples> pcm{};
  for (int packet = 0; packet < audio_packets; ++packet) {
    for (int i = 0; i < samples; ++i)
      pcm[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(
          std::lrint(amplitude * std::sin(2 * std::numbers::pi * hertz * (packet * samples + i) / rate)));
    std::array<std::uint8_t, 1000> payload;
    const int size = opus_encode(encoder, pcm.data(), samples, payload.data(), payload.size());
    packets.emplace_back(payload.begin(), payload.begin() + size);
  }
  opus_encoder_destroy(encoder);
  return packets;
}

std::shared_ptr<const Clip> make_clip(int sender, const ClipSpec& spec) {
  auto clip = std::make_shared<Clip>();
  clip->sender = sender;
  clip->codec = spec.codec;
  const int amplitude = amplitude_of(spec.senders);
  clip->audio = speak(tone_of(sender), amplitude);
  clip->level = static_cast<int>(std::lround(-20 * std::log10(amplitude / std::numbers::sqrt2 / 32768)));
  if (!spec.video) return clip;
  clip->video = film(sender, spec, camera_width, camera_height, camera_fps, camera_bitrate, spec.pictures);
  clip->thumb = film(sender, spec, thumb_width, thumb_height, thumb_fps, 30, 50);
  return clip;
}

}  // namespace

// Uneven steps: what the limiter makes of three tones (f1 + f2 - f3) does not fall on a fourth.
double tone_of(int sender) { return 300 + 40 * sender + sender * sender * 7 % 17; }
int amplitude_of(int senders) { return std::min(3000, static_cast<int>(12'000 / std::sqrt(senders))); }

std::vector<std::shared_ptr<const Clip>> make_clips(int count, const ClipSpec& spec) {
  std::vector<std::shared_ptr<const Clip>> clips(static_cast<std::size_t>(count));
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int i = next++; i < count; i = next++) clips[static_cast<std::size_t>(i)] = make_clip(i, spec);
  };
  texture();
  std::thread other(work);
  work();
  other.join();
  return clips;
}

std::shared_ptr<const Clip> make_silence() {
  auto clip = std::make_shared<Clip>();
  clip->sender = -1;
  clip->audio = speak(300, 0);
  return clip;
}

}  // namespace lethe::bench
