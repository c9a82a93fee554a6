// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/unit/listening/webm_reader.hpp"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace lethe::listening {
namespace {

struct Source {
  const media::Bytes& bytes;
  std::size_t at = 0;
};

int read_some(void* opaque, std::uint8_t* into, int most) {
  auto& source = *static_cast<Source*>(opaque);
  const std::size_t count = std::min(static_cast<std::size_t>(most), source.bytes.size() - source.at);
  if (count == 0) return AVERROR_EOF;
  std::memcpy(into, source.bytes.data() + source.at, count);
  source.at += count;
  return static_cast<int>(count);
}

}  // namespace

ReadFile read_webm(const media::Bytes& bytes) {
  constexpr int buffer_size = 4096;
  Source source{bytes};
  AVIOContext* io = avio_alloc_context(static_cast<std::uint8_t*>(av_malloc(buffer_size)), buffer_size, 0, &source,
                                       read_some, nullptr, nullptr);
  AVFormatContext* context = avformat_alloc_context();
  context->pb = io;
  ReadFile file;
  file.bytes = bytes.size();
  const bool opened = avformat_open_input(&context, nullptr, av_find_input_format("matroska"), nullptr) == 0;
  if (opened) {
    for (unsigned i = 0; i < context->nb_streams; ++i) {
      const AVCodecParameters& codec = *context->streams[i]->codecpar;
      file.codecs.emplace_back(avcodec_get_name(codec.codec_id));
      if (codec.codec_type == AVMEDIA_TYPE_VIDEO) {
        file.width = codec.width;
        file.height = codec.height;
        file.matrix = av_color_space_name(codec.color_space);
        file.range = av_color_range_name(codec.color_range);
        file.transfer = av_color_transfer_name(codec.color_trc);
        file.primaries = av_color_primaries_name(codec.color_primaries);
      } else {
        file.channels = codec.ch_layout.nb_channels;
        file.sample_rate = codec.sample_rate;
      }
    }
    AVPacket* packet = av_packet_alloc();
    while (av_read_frame(context, packet) == 0) {
      const AVStream& stream = *context->streams[packet->stream_index];
      file.frames.push_back({.video = stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO,
                             .key = (packet->flags & AV_PKT_FLAG_KEY) != 0,
                             .at = std::chrono::milliseconds(av_rescale_q(packet->pts, stream.time_base, {1, 1000})),
                             .payload = media::Bytes(packet->data, packet->data + packet->size)});
      av_packet_unref(packet);
    }
    av_packet_free(&packet);
    avformat_close_input(&context);
  }
  av_freep(&io->buffer);
  avio_context_free(&io);
  if (!opened) throw std::runtime_error("not WebM");
  return file;
}

}  // namespace lethe::listening
