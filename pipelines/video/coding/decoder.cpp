// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/coding/decoder.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <algorithm>

#include "mcu/base/check.hpp"

namespace lethe::video {
namespace {

bool showable(const AVFrame& frame) {
  const bool i420 = frame.format == AV_PIX_FMT_YUV420P || frame.format == AV_PIX_FMT_YUVJ420P;
  const bool whole = (frame.flags & AV_FRAME_FLAG_CORRUPT) == 0 && frame.decode_error_flags == 0;
  return i420 && whole && frame.width >= Decoder::side_min && frame.height >= Decoder::side_min;
}

AVCodecID id_of(media::VideoCodec codec) {
  static constexpr AVCodecID ids[] = {AV_CODEC_ID_VP8, AV_CODEC_ID_H264, AV_CODEC_ID_VP9};
  return ids[static_cast<std::size_t>(codec)];
}

}  // namespace

Decoder::Decoder(media::VideoCodec codec) : codec_(codec), frame_(av_frame_alloc()), packet_(av_packet_alloc()) {
  av_log_set_level(AV_LOG_QUIET);  // it would write stream contents to stderr
  const AVCodec* decoder = avcodec_find_decoder(id_of(codec));
  CHECK(decoder != nullptr && frame_ && packet_);
  context_.reset(avcodec_alloc_context3(decoder));
  CHECK(context_ != nullptr);
  context_->thread_count = 1;
  context_->flags |= AV_CODEC_FLAG_LOW_DELAY;
  context_->err_recognition = AV_EF_EXPLODE;
  // Guessed pictures are never shown; but with 0, libavcodec treats each H.264 slice after the first as an error.
  context_->error_concealment = FF_EC_FAVOR_INTER;
  context_->max_pixels = pixels_max;
  CHECK(avcodec_open2(context_.get(), decoder, nullptr) == 0);
}

Decoder::~Decoder() = default;

Decoder::Decoded Decoder::decode(std::span<const std::uint8_t> data) {
  // libavcodec reads beyond the end of its input, so it gets a padded copy.
  if (data.empty() || av_new_packet(packet_.get(), static_cast<int>(data.size())) != 0) return {};
  std::copy(data.begin(), data.end(), packet_->data);
  Decoded decoded{.good = avcodec_send_packet(context_.get(), packet_.get()) == 0, .picture = nullptr};
  av_packet_unref(packet_.get());
  while (true) {
    const int received = avcodec_receive_frame(context_.get(), frame_.get());
    if (received == AVERROR(EAGAIN)) return decoded;
    if (received != 0 || !showable(*frame_)) {
      av_frame_unref(frame_.get());
      return {};
    }
    decoded.picture = std::make_shared<Picture>(*frame_);
  }
}

void Decoder::Free::operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
void Decoder::Free::operator()(AVFrame* frame) const { av_frame_free(&frame); }
void Decoder::Free::operator()(AVPacket* packet) const { av_packet_free(&packet); }

}  // namespace lethe::video
