// SPDX-License-Identifier: AGPL-3.0-or-later
// H.264 of encoders other than browsers': pictures of several slices, as hardware and x264's zero latency produce them,
// and profiles above baseline. A picture with a missing slice is not shown.
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include "pipelines/gst/element.hpp"
#include "pipelines/video/drawing/paint.hpp"
#include "tests/media/video_studio.hpp"

namespace lethe::video {
namespace {

using media::Bytes;

constexpr int width = 320, height = 180;

// One hue with a mark that moves, in so many slices a picture.
class SlicedCamera {
 public:
  SlicedCamera(int slices, const std::string& profile, int hue)
      : hue_(hue),
        encoder_("x264enc",
                 {{"tune", "zerolatency"},
                  {"speed-preset", "superfast"},
                  {"bitrate", "800"},
                  {"key-int-max", "1000"},
                  {"bframes", "0"},
                  {"threads", "1"},
                  {"sliced-threads", "false"},
                  {"cabac", profile == "constrained-baseline" ? "false" : "true"},
                  {"dct8x8", profile == "high" ? "true" : "false"},
                  {"option-string", "scenecut=0:slices=" + std::to_string(slices)}},
                 gst::adopt(gst_caps_from_string("video/x-raw,format=I420,width=320,height=180,framerate=25/1")),
                 gst::adopt(gst_caps_from_string(
                     ("video/x-h264,stream-format=byte-stream,alignment=au,profile=" + profile).c_str()))) {}

  Bytes next() {
    const Surface surface = image_.surface();
    fill(surface, colour_of_hue(hue_, camera_saturation, camera_value));
    for (int y = 0; y < height - 8; y += 20)  // in every slice something moves
      fill(surface.part({static_cast<int>(index_ * 4 % (width - 8)) & ~1, y, 8, 8}), {235, 128, 128});
    auto buffer = gst::adopt(gst_buffer_new_memdup(image_.block(), image_.size()));
    gsize offsets[GST_VIDEO_MAX_PLANES] = {};
    gint strides[GST_VIDEO_MAX_PLANES] = {};
    for (std::size_t plane = 0; plane < 3; ++plane) {
      offsets[plane] = image_.offsets()[plane];
      strides[plane] = image_.pixels().stride[plane];
    }
    gst_buffer_add_video_meta_full(buffer.get(), GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_I420, width, height, 3,
                                   offsets, strides);
    GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(index_++) * 40 * GST_MSECOND;
    Bytes data;
    for (const auto& made : encoder_.push(std::move(buffer))) {
      const std::size_t before = data.size();
      data.resize(before + gst_buffer_get_size(made.get()));
      gst_buffer_extract(made.get(), 0, data.data() + before, data.size() - before);
    }
    return data;
  }
  void force_key_frame() {
    encoder_.send_upstream(gst::adopt(gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0)));
  }

 private:
  int hue_;
  std::int64_t index_ = 0;
  Image image_{width, height};
  gst::Element encoder_;
};

// Where the NAL units with slices begin (their start codes), and the end.
std::vector<std::size_t> slices_of(const Bytes& picture) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i + 3 < picture.size(); ++i) {
    if (picture[i] != 0 || picture[i + 1] != 0 || picture[i + 2] != 1) continue;
    const int type = picture[i + 3] & 0x1f;
    if (type == 1 || type == 5) starts.push_back(i > 0 && picture[i - 1] == 0 ? i - 1 : i);
  }
  starts.push_back(picture.size());
  return starts;
}

bool shows(const Decoder::Decoded& decoded, int hue) {
  if (!decoded.good || !decoded.picture) return false;
  const Seen seen{{}, decoded.picture, nullptr};
  for (int y = 15; y < height; y += 20)  // between the marks, in every slice
    if (!hue_near(seen.hue(width / 2, y), hue)) return false;
  return true;
}

class Slices : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(APicture, Slices, testing::Values(1, 2, 8));

TEST_P(Slices, EachPictureIsShownWhole) {
  SlicedCamera camera(GetParam(), "constrained-baseline", 120);
  Decoder decoder(media::VideoCodec::H264);
  for (int i = 0; i < 50; ++i) {
    const Bytes picture = camera.next();
    ASSERT_EQ(slices_of(picture).size() - 1, static_cast<std::size_t>(GetParam())) << "the encoder does as it is told";
    EXPECT_TRUE(shows(decoder.decode(picture), 120)) << "picture " << i;
  }
}

TEST_P(Slices, APictureThatLacksOneIsNotShownAndAKeyFrameRepairs) {
  SlicedCamera camera(GetParam(), "constrained-baseline", 240);
  Decoder decoder(media::VideoCodec::H264);
  ASSERT_TRUE(shows(decoder.decode(camera.next()), 240));
  for (int lost = 0; lost < GetParam(); ++lost) {
    Bytes picture = camera.next();
    const auto slices = slices_of(picture);
    const auto at = static_cast<std::size_t>(lost);
    picture.erase(picture.begin() + static_cast<std::ptrdiff_t>(slices[at]),
                  picture.begin() + static_cast<std::ptrdiff_t>(slices[at + 1]));
    const auto decoded = decoder.decode(picture);
    EXPECT_FALSE(decoded.good && decoded.picture) << "slice " << lost << " is missing";
    camera.force_key_frame();
    EXPECT_TRUE(shows(decoder.decode(camera.next()), 240)) << "after slice " << lost;
  }
}

TEST(Profiles, AboveBaselineAreShown) {
  for (const char* profile : {"main", "high"}) {
    SlicedCamera camera(4, profile, 0);
    Decoder decoder(media::VideoCodec::H264);
    for (int i = 0; i < 25; ++i) EXPECT_TRUE(shows(decoder.decode(camera.next()), 0)) << profile << ", picture " << i;
  }
}

}  // namespace
}  // namespace lethe::video
