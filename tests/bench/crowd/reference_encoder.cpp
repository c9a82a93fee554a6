// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/crowd/reference_encoder.hpp"

#include <gst/video/video.h>

#include <string>

namespace lethe::bench {
namespace {

using media::VideoCodec;

// libvpx realtime at cpu-used -6: half the cost of -4 for the same SSIM.
gst::Element::Properties vp8(int fps, int bitrate) {
  return {{"deadline", "1"},
          {"cpu-used", "-6"},
          {"end-usage", "cbr"},
          {"target-bitrate", std::to_string(bitrate * 1000)},
          {"min-quantizer", "2"},
          {"max-quantizer", "56"},
          {"undershoot", "100"},
          {"overshoot", "15"},
          {"buffer-initial-size", "500"},
          {"buffer-optimal-size", "600"},
          {"buffer-size", "1000"},
          {"max-intra-bitrate", std::to_string(std::max(300, 30 * fps))},
          {"keyframe-mode", "disabled"},
          {"lag-in-frames", "0"},
          {"threads", "1"},
          {"static-threshold", "1"},
          {"timebase", "1/90000"}};
}

gst::Element::Properties h264(int bitrate) {
  return {{"tune", "zerolatency"},
          {"speed-preset", "superfast"},
          {"bitrate", std::to_string(bitrate)},
          {"vbv-buf-capacity", "300"},
          {"key-int-max", "100000"},
          {"bframes", "0"},
          {"aud", "false"},
          {"cabac", "false"},
          {"dct8x8", "false"},
          {"threads", "1"},
          {"sliced-threads", "false"},
          {"sync-lookahead", "0"},
          {"option-string", "scenecut=0"}};
}

gst::Handle<GstCaps> input(int width, int height, int fps) {
  return gst::adopt(gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, width,
                                        "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, fps, 1,
                                        "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, "interlace-mode", G_TYPE_STRING,
                                        "progressive", nullptr));
}

gst::Handle<GstCaps> output(VideoCodec codec) {
  return gst::adopt(gst_caps_from_string(
      codec == VideoCodec::Vp8 ? "video/x-vp8"
                               : "video/x-h264,stream-format=byte-stream,alignment=au,profile=constrained-baseline"));
}

gst::Handle<GstBuffer> wrap(video::Image& picture) {
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

}  // namespace

ReferenceEncoder::ReferenceEncoder(VideoCodec codec, int width, int height, int fps, int bitrate)
    : fps_(fps),
      element_(codec == VideoCodec::Vp8 ? "vp8enc" : "x264enc",
               codec == VideoCodec::Vp8 ? vp8(fps, bitrate) : h264(bitrate), input(width, height, fps), output(codec)) {
}

media::Bytes ReferenceEncoder::encode(video::Image& picture) {
  auto buffer = wrap(picture);
  const auto duration = GST_SECOND / static_cast<GstClockTime>(fps_);
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(index_++) * duration;
  GST_BUFFER_DURATION(buffer.get()) = duration;
  media::Bytes coded;
  for (const auto& made : element_.push(std::move(buffer))) {
    const std::size_t before = coded.size();
    coded.resize(before + gst_buffer_get_size(made.get()));
    gst_buffer_extract(made.get(), 0, coded.data() + before, coded.size() - before);
  }
  return coded;
}

}  // namespace lethe::bench
