// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/coding/jpeg_encoder.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <algorithm>

#include "mcu/base/error.hpp"

namespace lethe::video {
namespace {

constexpr int quantiser = 7;  // 2 to 31: about 15 kB for 640×360

// JFIF uses the full range, video a limited one (ITU-T T.871 against ITU-R BT.601).
using Stretch = std::array<std::uint8_t, 256>;
constexpr Stretch stretch(int from, int length, int middle) {
  Stretch table{};
  for (int i = 0; i < 256; ++i) {
    const int scaled = ((i - from) * 255 + (i >= from ? length / 2 : -length / 2)) / length + middle;
    table[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(std::clamp(scaled, 0, 255));
  }
  return table;
}
constexpr Stretch luma = stretch(16, 219, 0), chroma = stretch(128, 224, 128);

void require(bool well) {
  if (!well) throw Error(Code::Internal, "the JPEG encoder failed");
}

}  // namespace

JpegEncoder::JpegEncoder(int width, int height) : frame_(av_frame_alloc()), packet_(av_packet_alloc()) {
  av_log_set_level(AV_LOG_QUIET);
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  require(codec != nullptr && frame_ && packet_);
  context_.reset(avcodec_alloc_context3(codec));
  require(context_ != nullptr);
  context_->width = frame_->width = width;
  context_->height = frame_->height = height;
  context_->pix_fmt = AV_PIX_FMT_YUVJ420P;
  frame_->format = AV_PIX_FMT_YUVJ420P;
  context_->time_base = {1, 25};
  context_->thread_count = 1;
  context_->flags |= AV_CODEC_FLAG_QSCALE;
  context_->global_quality = frame_->quality = FF_QP2LAMBDA * quantiser;
  require(avcodec_open2(context_.get(), codec, nullptr) == 0);
  require(av_frame_get_buffer(frame_.get(), 0) == 0);
}

JpegEncoder::~JpegEncoder() = default;

media::Bytes JpegEncoder::encode(const Image& picture) {
  require(av_frame_make_writable(frame_.get()) == 0);
  const Pixels from = picture.pixels();
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    const Stretch& table = plane == 0 ? luma : chroma;
    for (int y = 0; y < from.height >> shift; ++y) {
      const std::uint8_t* const in = from.data[plane] + std::ptrdiff_t{y} * from.stride[plane];
      std::uint8_t* const out = frame_->data[plane] + std::ptrdiff_t{y} * frame_->linesize[plane];
      for (int x = 0; x < from.width >> shift; ++x) out[x] = table[in[x]];
    }
  }
  ++frame_->pts;
  require(avcodec_send_frame(context_.get(), frame_.get()) == 0);
  require(avcodec_receive_packet(context_.get(), packet_.get()) == 0);
  media::Bytes made(packet_->data, packet_->data + packet_->size);
  av_packet_unref(packet_.get());
  return made;
}

void JpegEncoder::Free::operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
void JpegEncoder::Free::operator()(AVFrame* frame) const { av_frame_free(&frame); }
void JpegEncoder::Free::operator()(AVPacket* packet) const { av_packet_free(&packet); }

}  // namespace lethe::video
