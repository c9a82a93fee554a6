// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/coding/encoder.hpp"

#include <gst/video/video.h>

#include <string>

#include "pipelines/video/coding/untouched_memory.hpp"

namespace lethe::video {
namespace {

using media::VideoCodec;

using gst::Element;

Element::Properties h264(const Encoder::Settings& settings) {
  // x264 takes an eighth longer with AVX-512 than with AVX2, for identical bits. Limit it only where AVX-512, and
  // therefore AVX2, exists: x264 does not check.
  const bool avx512 = __builtin_cpu_supports("avx512f") != 0;
  return {{"tune", "zerolatency"},
          {"speed-preset", "superfast"},
          {"bitrate", std::to_string(settings.bitrate)},
          {"vbv-buf-capacity", "300"},  // ms
          {"key-int-max", "100000"},
          {"bframes", "0"},
          {"aud", "false"},
          {"cabac", "false"},
          {"dct8x8", "false"},
          // More threads would mean slices, or a frame of delay each.
          {"threads", "1"},
          {"sliced-threads", "false"},
          {"sync-lookahead", "0"},
          // A scene cut (somebody joins) must not cost everybody a key frame; a sharp picture is refined at once.
          {"option-string", avx512 ? "scenecut=0:asm=AVX2" : "scenecut=0"}};
}

// Common settings of both libvpx encoders.
Element::Properties vpx(const Encoder::Settings& settings) {
  return {{"deadline", "1"},
          {"end-usage", "cbr"},
          {"target-bitrate", std::to_string(settings.bitrate * 1000)},
          // A page of text that turns is as legible at 12 as at 2 (SSIM 0.998 against 1.000 on a 720p screen) at two
          // thirds of the size, and takes less time on the viewer's link.
          {"min-quantizer", "12"},
          {"max-quantizer", "56"},
          {"undershoot", "100"},
          {"overshoot", "15"},
          {"max-intra-bitrate", std::to_string(std::max(300, 30 * settings.fps))},  // % of a frame's share
          {"keyframe-mode", "disabled"},
          {"lag-in-frames", "0"},  // therefore no hidden pictures in VP9
          {"threads", "1"},
          {"static-threshold", "1"},
          {"timebase", "1/90000"}};
}

Element::Properties vp8(const Encoder::Settings& settings) {
  auto all = vpx(settings);
  all.insert(all.end(), {{"cpu-used", "-6"},  // half the cost of -4 for the same picture; positive: libvpx chooses
                         {"sharpness", "3"},  // spares texture at no cost: see MEASUREMENTS.md
                         {"buffer-initial-size", "500"},  // ms, as the next two
                         {"buffer-optimal-size", "600"},
                         {"buffer-size", "1000"}});
  return all;
}

Element::Properties vp9(const Encoder::Settings& settings) {
  // At one picture per second the buffer must hold several, or saved bits make one of them five times as large.
  const auto pictures = [&](int count) { return count * 1000 / settings.fps; };
  auto all = vpx(settings);
  all.insert(all.end(),
             {{"cpu-used", "5"},  // 7 saves a third of the time and adds a sixth to the SSIM error
              {"buffer-initial-size", std::to_string(std::max(250, pictures(2)))},  // ms; half goes to the first one
              {"buffer-optimal-size", std::to_string(std::max(600, pictures(2)))},
              {"buffer-size", std::to_string(std::max(1000, pictures(3)))},
              {"aq-mode", "cyclic-refresh"},
              {"frame-parallel-decoding", "false"}});
  return all;
}

gst::Handle<GstCaps> input(const Encoder::Settings& settings) {
  return gst::adopt(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT,
                                        settings.width, "height", G_TYPE_INT, settings.height, "framerate",
                                        GST_TYPE_FRACTION, settings.fps, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1,
                                        1, "interlace-mode", G_TYPE_STRING, "progressive", nullptr));
}

struct Form {
  const char* element;
  Element::Properties (*properties)(const Encoder::Settings& settings);
  const char* output;
};
const Form& form(VideoCodec codec) {
  static constexpr Form forms[] = {
      {"vp8enc", vp8, "video/x-vp8"},
      {"x264enc", h264, "video/x-h264,stream-format=byte-stream,alignment=au,profile=constrained-baseline"},
      {"vp9enc", vp9, "video/x-vp9"}};
  return forms[static_cast<std::size_t>(codec)];
}

// Wraps the picture as a buffer without a copy: the codec is done with it when push() returns.
gst::Handle<GstBuffer> wrap(Image& picture) {
  auto buffer = gst::adopt(gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, picture.block(), picture.size(), 0,
                                                       picture.size(), nullptr, nullptr));
  gsize offsets[GST_VIDEO_MAX_PLANES] = {};
  gint strides[GST_VIDEO_MAX_PLANES] = {};
  for (std::size_t plane = 0; plane < 3; ++plane) {
    offsets[plane] = picture.offsets()[plane];
    strides[plane] = picture.pixels().stride[plane];
  }
  gst_buffer_add_video_meta_full(buffer.get(), GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420,
                                 static_cast<guint>(picture.width()), static_cast<guint>(picture.height()), 3, offsets,
                                 strides);
  return buffer;
}

Element started(const Encoder::Settings& settings) {
  const Form& chosen = form(settings.codec);
  const UntouchedMemory untouched;
  return {chosen.element, chosen.properties(settings), input(settings),
          gst::adopt(gst_caps_from_string(chosen.output))};
}

}  // namespace

Encoder::Encoder(const Settings& settings) : settings_(settings), element_(started(settings)) {}

void Encoder::force_key_frame() {
  element_.send_upstream(gst::adopt(gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, FALSE, 0)));
}

std::optional<Encoder::Coded> Encoder::encode(Image& picture, std::chrono::nanoseconds since_start) {
  auto buffer = wrap(picture);
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(since_start.count());
  GST_BUFFER_DURATION(buffer.get()) = GST_SECOND / static_cast<GstClockTime>(settings_.fps);
  std::optional<Coded> coded;
  for (const auto& made : element_.push(std::move(buffer))) {
    if (gst_buffer_get_size(made.get()) == 0) continue;
    if (!coded) coded.emplace();
    coded->key = coded->key || !GST_BUFFER_FLAG_IS_SET(made.get(), GST_BUFFER_FLAG_DELTA_UNIT);
    const std::size_t before = coded->data.size();
    coded->data.resize(before + gst_buffer_get_size(made.get()));
    gst_buffer_extract(made.get(), 0, coded->data.data() + before, coded->data.size() - before);
  }
  return coded;
}

}  // namespace lethe::video
