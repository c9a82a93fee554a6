// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/floor/floor.hpp"

#include <libyuv/scale.h>
#include <opus/opus.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <thread>

#include "mcu/base/check.hpp"
#include "pipelines/video/coding/decoder.hpp"
#include "pipelines/video/drawing/paint.hpp"
#include "tests/bench/crowd/reference_encoder.hpp"
#include "tests/bench/measuring/cpu_usage.hpp"
#include "tests/bench/measuring/fidelity.hpp"

namespace lethe::bench {
namespace {

constexpr int warm = 50, ticks = 250, specimens_every = 20;
using Clips = std::span<const std::shared_ptr<const Clip>>;

template <class Work>
double timed(Work work) {
  const double before = thread_cpu_seconds();
  work();
  return thread_cpu_seconds() - before;
}

// Waits for each tick, if that is wanted.
class Pace {
 public:
  Pace(bool live, std::chrono::milliseconds tick) : live_(live), tick_(tick) {}
  void wait() {
    if (live_) std::this_thread::sleep_until(next_ += tick_);
  }

 private:
  bool live_;
  std::chrono::milliseconds tick_;
  media::Time next_ = media::Clock::now();
};

struct Camera {
  Camera(const Clip& sent, const wire::Rect& at) : clip(sent), rect(at), decoder(sent.codec) {}
  const Clip& clip;
  wire::Rect rect;
  std::size_t position = 0;
  video::Decoder decoder;
  std::shared_ptr<const video::Picture> picture;
};

struct Line {
  explicit Line(const FloorEncode& e)
      : what(e), encoder(e.codec, e.width, e.height, e.fps, e.bitrate), image(e.width, e.height) {}
  FloorEncode what;
  ReferenceEncoder encoder;
  video::Image image;
  double due = 0;  // pictures owed
};

void shrink(const video::Image& from, video::Image& to) {
  const video::Pixels a = from.pixels();
  const video::Surface b = to.surface();
  libyuv::I420Scale(a.data[0], a.stride[0], a.data[1], a.stride[1], a.data[2], a.stride[2], a.width, a.height,
                    b.data[0], b.stride[0], b.data[1], b.stride[1], b.data[2], b.stride[2], b.width, b.height,
                    libyuv::kFilterBilinear);
}

class VideoFloor {
 public:
  VideoFloor(const FloorSpec& spec, Clips clips)
      : spec_(spec), clips_(clips), canvas_(spec.layout.width, spec.layout.height), viewer_(spec.encodes[0].codec) {
    video::fill(canvas_.surface(), video::background);
    for (const auto& [sender, rect] : spec.layout.tiles)
      cameras_.emplace_back(*clips[static_cast<std::size_t>(sender)], rect);
    for (const FloorEncode& e : spec.encodes) lines_.emplace_back(e);
  }

  void run(FloorCost& cost, bool live) {
    std::size_t bytes = 0;
    Pace pace(live, std::chrono::milliseconds(1000 / camera_fps));
    for (int tick = 0; tick < warm + ticks; ++tick) {
      pace.wait();
      const bool counts = tick >= warm;
      const double decode = decode_all(tick);
      double encode = 0;
      for (Line& line : lines_) encode += encode_one(line, counts ? &bytes : nullptr, tick);
      if (!counts) continue;
      cost.decode_ms += decode * 1000 / ticks / static_cast<double>(cameras_.size());
      cost.encode_ms += encode * 1000 / ticks;
      cost.video_cores += (decode + encode) * camera_fps / ticks;
    }
    cost.kbps = static_cast<double>(bytes) * 8 / 1000 / ticks * camera_fps;
    cost.ssim = fidelity(specimens_, spec_.layout.scaled_to(lines_[0].what.width, lines_[0].what.height), clips_);
  }

 private:
  double decode_all(int tick) {
    double spent = 0;
    // Cameras start one after the other, so that their key frames do not fall together.
    for (std::size_t i = 0; i < cameras_.size(); ++i) {
      Camera& camera = cameras_[i];
      if (tick == static_cast<int>(i)) camera.position = 0;
      const media::Bytes& data = camera.clip.video[camera.position];
      spent += timed([&] { camera.picture = camera.decoder.decode(data).picture; });
      CHECK(camera.picture != nullptr);
      camera.position = (camera.position + 1) % camera.clip.video.size();
      scale_into(canvas_.surface().part(camera.rect), camera.picture->pixels(), Scaling::Bilinear);
    }
    return spent;
  }

  double encode_one(Line& line, std::size_t* bytes, int tick) {
    line.due += static_cast<double>(line.what.fps) / camera_fps;
    if (line.due < 1) return 0;
    line.due -= 1;
    shrink(canvas_, line.image);
    media::Bytes coded;
    const double spent = timed([&] { coded = line.encoder.encode(line.image); });
    if (&line != &lines_.front()) return spent;
    const auto picture = viewer_.decode(coded).picture;
    if (bytes != nullptr) *bytes += coded.size();
    if (bytes != nullptr && picture && tick % specimens_every == 0) keep(picture);
    return spent;
  }

  void keep(const std::shared_ptr<const video::Picture>& picture) {
    Specimen specimen{picture, {}};
    for (const Camera& camera : cameras_)
      specimen.counters.push_back(
          static_cast<int>((camera.position + camera.clip.video.size() - 1) % camera.clip.video.size()));
    specimens_.push_back(std::move(specimen));
  }

  const FloorSpec& spec_;
  Clips clips_;
  video::Image canvas_;
  std::deque<Camera> cameras_;
  std::deque<Line> lines_;
  video::Decoder viewer_;
  std::vector<Specimen> specimens_;
};

// Each mix is all talkers but one; libopus with the settings of the server's mixes.
double audio_cores(const FloorSpec& spec, Clips clips, bool live) {
  constexpr int samples = 960, rate = 48'000, audio_ticks = 250;
  int error = OPUS_OK;
  std::vector<::OpusDecoder*> decoders;
  std::vector<::OpusEncoder*> encoders;
  for (int i = 0; i < spec.talkers; ++i) decoders.push_back(opus_decoder_create(rate, 1, &error));
  for (int i = 0; i < spec.mixes; ++i) {
    encoders.push_back(opus_encoder_create(rate, 1, OPUS_APPLICATION_RESTRICTED_LOWDELAY, &error));
    opus_encoder_ctl(encoders.back(), OPUS_SET_BITRATE(spec.audio_bitrate * 1000));
    opus_encoder_ctl(encoders.back(), OPUS_SET_COMPLEXITY(8));
    opus_encoder_ctl(encoders.back(), OPUS_SET_PACKET_LOSS_PERC(10));
  }
  double spent = 0;
  std::vector<std::array<std::int16_t, samples>> voices(static_cast<std::size_t>(spec.talkers));
  Pace pace(live, std::chrono::milliseconds(20));
  for (int tick = 0; tick < audio_ticks; ++tick) {
    pace.wait();
    std::array<std::int32_t, samples> sum{};
    for (std::size_t i = 0; i < decoders.size(); ++i) {
      const media::Bytes& packet = clips[i]->audio[static_cast<std::size_t>(tick) % clips[i]->audio.size()];
      int got = 0;
      spent += timed([&] {
        got = opus_decode(decoders[i], packet.data(), static_cast<opus_int32>(packet.size()), voices[i].data(), samples,
                          0);
      });
      CHECK(got == samples);
      for (std::size_t s = 0; s < samples; ++s) sum[s] += voices[i][s];
    }
    for (std::size_t i = 0; i < encoders.size(); ++i) {
      std::array<std::int16_t, samples> mix;
      for (std::size_t s = 0; s < samples; ++s) {
        const std::int32_t own = i < voices.size() ? voices[i][s] : 0;
        mix[s] = static_cast<std::int16_t>(std::clamp(sum[s] - own, -32'768, 32'767));
      }
      std::array<std::uint8_t, 1000> packet;
      int size = 0;
      spent += timed([&] { size = opus_encode(encoders[i], mix.data(), samples, packet.data(), packet.size()); });
      CHECK(size > 0);
    }
  }
  for (auto* decoder : decoders) opus_decoder_destroy(decoder);
  for (auto* encoder : encoders) opus_encoder_destroy(encoder);
  return spent / (audio_ticks * 0.02);
}

FloorCost measure(const FloorSpec& spec, Clips clips, bool live) {
  FloorCost cost;
  if (!spec.encodes.empty()) VideoFloor(spec, clips).run(cost, live);
  cost.audio_cores = audio_cores(spec, clips, live);
  return cost;
}

}  // namespace

FloorCost tell_floor(const FloorSpec& spec, Clips clips, Json& result) {
  const double server = result["server_cores"];
  const auto tell = [&](const char* cores, const char* ratio, const FloorCost& cost) {
    result[cores] = rounded(cost.cores(), 4);
    result[ratio] = rounded(server / cost.cores(), 3);
    return cost;
  };
  tell("floor_live_cores", "ratio_floor_live", measure(spec, clips, true));
  return tell("floor_cores", "ratio_floor", measure(spec, clips, false));
}

}  // namespace lethe::bench
