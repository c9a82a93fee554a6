// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/coding/jpeg_encoder.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <gtest/gtest.h>

#include <algorithm>

namespace lethe::video {
namespace {

void fill(Image& image, Colour colour) {
  const Surface surface = image.surface();
  const std::uint8_t values[] = {colour.y, colour.u, colour.v};
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    for (int y = 0; y < surface.height >> shift; ++y)
      std::fill_n(surface.data[plane] + y * surface.stride[plane], surface.width >> shift, values[plane]);
  }
}

// The colour in the middle, full range.
Colour middle_of(const media::Bytes& jpeg, int width, int height) {
  AVCodecContext* context = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_MJPEG));
  AVFrame* frame = av_frame_alloc();
  AVPacket* packet = av_packet_alloc();
  EXPECT_EQ(avcodec_open2(context, nullptr, nullptr), 0);
  EXPECT_EQ(av_new_packet(packet, static_cast<int>(jpeg.size())), 0);
  std::copy(jpeg.begin(), jpeg.end(), packet->data);
  EXPECT_EQ(avcodec_send_packet(context, packet), 0);
  EXPECT_EQ(avcodec_receive_frame(context, frame), 0);
  EXPECT_EQ(std::pair(frame->width, frame->height), std::pair(width, height));
  Colour colour;
  if (frame->width > 0) {
    const auto at = [&](int plane, int shift) {
      return frame->data[plane][(height / 2 >> shift) * frame->linesize[plane] + (width / 2 >> shift)];
    };
    colour = {at(0, 0), at(1, 1), at(2, 1)};
  }
  av_packet_free(&packet);
  av_frame_free(&frame);
  avcodec_free_context(&context);
  return colour;
}

TEST(JpegEncoder, MakesWholePicturesWithTheFullRangeOfBrightness) {
  JpegEncoder encoder(640, 360);
  Image image(640, 360);
  fill(image, {235, 128, 128});  // white in video
  EXPECT_NEAR(middle_of(encoder.encode(image), 640, 360).y, 255, 2);
  fill(image, {16, 128, 128});
  EXPECT_NEAR(middle_of(encoder.encode(image), 640, 360).y, 0, 2);
}

TEST(JpegEncoder, KeepsColours) {
  JpegEncoder encoder(64, 64);
  Image image(64, 64);
  fill(image, {81, 90, 240});  // red: in full range 76, 85, 255
  const Colour red = middle_of(encoder.encode(image), 64, 64);
  EXPECT_NEAR(red.y, 76, 4);
  EXPECT_NEAR(red.u, 85, 4);
  EXPECT_NEAR(red.v, 255, 4);
}

TEST(JpegEncoder, EveryPictureStandsForItself) {
  JpegEncoder encoder(640, 360);
  Image image(640, 360);
  fill(image, {16, 128, 128});
  const media::Bytes first = encoder.encode(image);
  fill(image, {81, 90, 240});
  encoder.encode(image);
  fill(image, {16, 128, 128});
  EXPECT_EQ(encoder.encode(image), first);
}

}  // namespace
}  // namespace lethe::video
