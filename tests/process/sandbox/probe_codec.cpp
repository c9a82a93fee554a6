// SPDX-License-Identifier: AGPL-3.0-or-later
extern "C" {
#include <libavcodec/avcodec.h>
}
#include <gst/gst.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/process/sandbox/probes.hpp"

namespace lethe::sandbox {
namespace {

constexpr int width = 320, height = 180, frames = 10;

struct Form {
  const char* element;
  const char* settings[3][2];
  const char* caps;  // of what the element gives
  AVCodecID decoder;
};
const Form& form(Codec codec) {
  static const Form forms[] = {
      {"vp8enc", {{"deadline", "1"}, {"cpu-used", "-6"}, {"keyframe-max-dist", "100"}}, "video/x-vp8", AV_CODEC_ID_VP8},
      {"x264enc",
       {{"tune", "zerolatency"}, {"speed-preset", "ultrafast"}, {"threads", "1"}},
       "video/x-h264,stream-format=byte-stream,profile=constrained-baseline",
       AV_CODEC_ID_H264},
      {"vp9enc", {{"deadline", "1"}, {"cpu-used", "5"}, {"lag-in-frames", "0"}}, "video/x-vp9", AV_CODEC_ID_VP9}};
  return forms[static_cast<std::size_t>(codec)];
}

using Bytes = std::vector<std::uint8_t>;

// An element without pipeline: pads of our own on both sides, so it runs in the thread that pushes.
class Encoder {
 public:
  explicit Encoder(const Form& form) : element_(gst_element_factory_make(form.element, nullptr)) {
    if (!element_) throw std::runtime_error(std::string("no element ") + form.element);
    gst_object_ref_sink(element_);
    for (const auto& [name, value] : form.settings) gst_util_set_object_arg(G_OBJECT(element_), name, value);
    source_ = gst_pad_new("source", GST_PAD_SRC);
    GstCaps* caps = gst_caps_from_string(form.caps);
    GstPadTemplate* wanted = gst_pad_template_new("drain", GST_PAD_SINK, GST_PAD_ALWAYS, caps);
    drain_ = gst_pad_new_from_template(wanted, "drain");
    gst_caps_unref(caps);
    gst_object_unref(wanted);
    gst_pad_set_element_private(drain_, this);
    gst_pad_set_chain_function(drain_, [](GstPad* pad, GstObject*, GstBuffer* buffer) {
      static_cast<Encoder*>(gst_pad_get_element_private(pad))->take(buffer);
      return GST_FLOW_OK;
    });
    connect();
  }
  ~Encoder() {
    gst_pad_push_event(source_, gst_event_new_eos());
    gst_element_set_state(element_, GST_STATE_NULL);
    gst_pad_set_active(source_, FALSE);
    gst_pad_set_active(drain_, FALSE);
    gst_object_unref(source_);
    gst_object_unref(drain_);
    gst_object_unref(element_);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // Returns what came out.
  std::vector<Bytes> encode(const Bytes& i420, int number) {
    GstBuffer* buffer = gst_buffer_new_memdup(i420.data(), i420.size());
    GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(number) * GST_SECOND / 25;
    GST_BUFFER_DURATION(buffer) = GST_SECOND / 25;
    if (gst_pad_push(source_, buffer) != GST_FLOW_OK) throw std::runtime_error("the encoder refuses a frame");
    return std::exchange(out_, {});
  }

 private:
  void connect() {
    GstPad* in = gst_element_get_static_pad(element_, "sink");
    GstPad* out = gst_element_get_static_pad(element_, "src");
    const bool linked = gst_pad_link(source_, in) == GST_PAD_LINK_OK && gst_pad_link(out, drain_) == GST_PAD_LINK_OK;
    gst_object_unref(in);
    gst_object_unref(out);
    gst_pad_set_active(source_, TRUE);
    gst_pad_set_active(drain_, TRUE);
    gst_element_set_state(element_, GST_STATE_PLAYING);
    gst_pad_push_event(source_, gst_event_new_stream_start("probe"));
    GstCaps* raw = gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, width,
                                       "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 25, 1, nullptr);
    const bool agreed = gst_pad_push_event(source_, gst_event_new_caps(raw));
    gst_caps_unref(raw);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(source_, gst_event_new_segment(&segment));
    if (!linked || !agreed) throw std::runtime_error("the encoder cannot be connected");
  }
  void take(GstBuffer* buffer) {
    Bytes bytes(gst_buffer_get_size(buffer));
    gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
    gst_buffer_unref(buffer);
    out_.push_back(std::move(bytes));
  }

  GstElement* element_;
  GstPad* source_;
  GstPad* drain_;
  std::vector<Bytes> out_;
};

struct FreeContext {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
using Decoder = std::unique_ptr<AVCodecContext, FreeContext>;

Decoder make_decoder(AVCodecID id) {
  const AVCodec* codec = avcodec_find_decoder(id);
  Decoder decoder(avcodec_alloc_context3(codec));
  decoder->thread_count = 1;
  decoder->flags |= AV_CODEC_FLAG_LOW_DELAY;
  if (avcodec_open2(decoder.get(), codec, nullptr) != 0) throw std::runtime_error("no decoder");
  return decoder;
}

// The mean brightness of the picture, -1 when there is none.
int brightness(AVCodecContext* decoder, const Bytes& encoded) {
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  av_new_packet(packet, static_cast<int>(encoded.size()));
  std::memcpy(packet->data, encoded.data(), encoded.size());
  int mean = -1;
  if (avcodec_send_packet(decoder, packet) == 0 && avcodec_receive_frame(decoder, frame) == 0 &&
      frame->width == width) {
    long sum = 0;
    for (int y = 0; y < height; ++y) {
      const std::uint8_t* row = frame->data[0] + y * frame->linesize[0];
      sum = std::accumulate(row, row + width, sum);
    }
    mean = static_cast<int>(sum / (width * height));
  }
  av_packet_free(&packet);
  av_frame_free(&frame);
  return mean;
}

int brightness_sent(int number) { return 60 + 10 * number; }

std::string encode_and_decode(Codec codec) {
  Encoder encoder(form(codec));
  const Decoder decoder = make_decoder(form(codec).decoder);
  int seen = 0;
  for (int i = 0; i < frames; ++i) {
    const auto wanted = static_cast<std::uint8_t>(brightness_sent(i));
    for (const Bytes& encoded : encoder.encode(Bytes(width * height * 3 / 2, wanted), i)) {
      const int mean = brightness(decoder.get(), encoded);
      if (std::abs(mean - brightness_sent(seen)) > 4) return "frame " + std::to_string(seen) + " is not what was sent";
      ++seen;
    }
  }
  return seen == frames ? "" : "only " + std::to_string(seen) + " frames came back";
}

}  // namespace

void warm_up_codecs() {
  // No registry: neither its file nor the plugins that it lists, coreelements with filesink among them.
  setenv("GST_REGISTRY_DISABLE", "yes", 1);
  setenv("GST_PLUGIN_SYSTEM_PATH_1_0", "", 1);
  gst_init(nullptr, nullptr);
  for (const char* plugin : {"libgstvpx.so", "libgstx264.so"}) {
    GstPlugin* loaded = gst_plugin_load_file((std::string(GST_PLUGINS) + "/" + plugin).c_str(), nullptr);
    if (!loaded) throw std::runtime_error(std::string("no plugin ") + plugin);
    gst_object_unref(loaded);
  }
  for (const char* element : {"vp8enc", "x264enc", "vp9enc"})
    gst_object_unref(gst_element_factory_make(element, nullptr));
  av_log_set_level(AV_LOG_QUIET);
  make_decoder(AV_CODEC_ID_VP8);
  make_decoder(AV_CODEC_ID_H264);
  make_decoder(AV_CODEC_ID_VP9);
}

std::string probe_codec(Codec codec) try { return encode_and_decode(codec); } catch (const std::exception& e) {
  return e.what();
}

}  // namespace lethe::sandbox
