// SPDX-License-Identifier: AGPL-3.0-or-later
// Prints the cost of the video engine's steps, in ms per picture: video_bench [width height of the cameras]. Nine
// cameras in a 1280×720 gallery at 25 fps, as in the floor of the design.
#include <time.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "pipelines/gst/gst_warm_up.hpp"
#include "pipelines/video/coding/decoder.hpp"
#include "pipelines/video/coding/encoder.hpp"
#include "pipelines/video/drawing/composite.hpp"
#include "pipelines/video/drawing/paint.hpp"

namespace lethe::video {
namespace {

constexpr int rounds = 250, cameras = 9;

// This thread's CPU time: what other processes take does not count.
double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}
double since(double start) { return now() - start; }

// A face-like scene: smooth shapes that move over a still, textured ground.
void draw_scene(Image& image, int round, const std::vector<std::uint8_t>& texture) {
  const Surface surface = image.surface();
  fill(surface, {120, 120, 136});
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const double dx = x - image.width() * 0.5 - 20 * std::sin(round * 0.1), dy = y - image.height() * 0.5;
      const bool head = dx * dx + dy * dy * 0.6 < image.height() * image.height() * 0.08;
      const auto grain =
          texture[static_cast<std::size_t>(y) * 2048 + static_cast<std::size_t>(x + (head ? round % 8 : 0))];
      surface.data[0][y * surface.stride[0] + x] = static_cast<std::uint8_t>((head ? 150 : 70) + grain / 8 + x / 16);
    }
}

void print(const char* what, double total, int count) { std::printf("%-28s %7.3f ms\n", what, total / count); }

void run(int width, int height) {
  std::mt19937 random(1);
  std::vector<std::uint8_t> texture(2048 * 2048);
  for (auto& value : texture) value = static_cast<std::uint8_t>(random());
  Image camera(width, height);
  Encoder sender({.codec = media::VideoCodec::Vp8, .width = width, .height = height, .fps = 25, .bitrate = 600});
  std::vector<media::Bytes> stream;
  double encode_in = 0;
  for (int round = 0; round < rounds; ++round) {
    draw_scene(camera, round, texture);
    const auto start = now();
    if (auto coded = sender.encode(camera, std::chrono::milliseconds(40 * round)))
      stream.push_back(std::move(coded->data));
    encode_in += since(start);
  }
  print("encode a camera, 600 kbit/s", encode_in, rounds);

  Decoder decoder(media::VideoCodec::Vp8);
  Composite composite(1280, 720);
  Encoder encoder({.codec = media::VideoCodec::Vp8, .width = 1280, .height = 720, .fps = 25, .bitrate = 1000});
  DrawnTiles drawn;
  std::vector<PlacedTile> tiles;
  for (int i = 0; i < cameras; ++i) tiles.push_back({{i % 3 * 428, i / 3 * 242, 424, 238}, {}});
  double decode = 0, compose = 0, encode = 0;
  std::size_t bytes = 0;
  std::vector<std::shared_ptr<const Picture>> recent;
  for (int round = 0; round < static_cast<int>(stream.size()); ++round) {
    auto start = now();
    recent.push_back(decoder.decode(stream[static_cast<std::size_t>(round)]).picture);
    decode += since(start);
    // Each tile shows another moment of it.
    for (std::size_t i = 0; i < tiles.size(); ++i)
      tiles[i].content.picture = recent[recent.size() - 1 - std::min(i, recent.size() - 1)];
    if (recent.size() > cameras) recent.erase(recent.begin());
    start = now();
    drawn.clear();
    composite.compose(tiles, drawn);
    compose += since(start);
    start = now();
    if (auto coded = encoder.encode(composite.image(), std::chrono::milliseconds(40 * round)))
      bytes += coded->data.size();
    encode += since(start);
  }
  print("decode a camera", decode, rounds);
  print("scale one into its tile", compose, rounds * cameras);
  print("encode the composite", encode, rounds);
  double still = 0;
  for (int round = rounds; round < 2 * rounds; ++round) {
    const auto start = now();
    encoder.encode(composite.image(), std::chrono::milliseconds(40 * round));
    still += since(start);
  }
  print("encode it unchanged", still, rounds);
  std::printf("composite %.0f kbit/s; nine cameras at 25 fps: %.3f cores\n", double(bytes) * 8 * 25 / rounds / 1000,
              (decode * cameras + compose + encode) / rounds * 25 / 1000);
}

}  // namespace
}  // namespace lethe::video

int main(int argc, char** argv) {
  lethe::gst::warm_up();
  lethe::video::run(argc == 3 ? std::atoi(argv[1]) : 640, argc == 3 ? std::atoi(argv[2]) : 360);
}
