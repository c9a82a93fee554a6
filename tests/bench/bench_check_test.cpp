// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests the checks of tools/bench: that they accept correct output and, above all, reject wrong output.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "pipelines/gst/gst_warm_up.hpp"
#include "pipelines/video/coding/decoder.hpp"
#include "pipelines/video/drawing/paint.hpp"
#include "tests/bench/crowd/reference_encoder.hpp"
#include "tests/bench/crowd/stamp.hpp"
#include "tests/bench/measuring/fidelity.hpp"
#include "tests/bench/measuring/output_check.hpp"
#include "tests/bench/measuring/ssim.hpp"
#include "tests/bench/measuring/tile_record.hpp"
#include "tests/bench/measuring/vp8_quantiser.hpp"
#include "tests/bench/report.hpp"

namespace lethe::bench {
namespace {

// A camera's picture without the moving parts.
video::Image camera(int sender, int counter) {
  video::Image image(camera_width, camera_height);
  video::fill(image.surface(), ground_of(sender));
  draw_stamp(image.surface(), {sender, counter});
  return image;
}

const Layout layout{1280, 720, {{3, {0, 0, 640, 360}}, {17, {640, 0, 256, 144}}, {24, {640, 360, 182, 102}}}};

struct Shown {
  int sender, counter;
};

// A composite with these pictures in the tiles of the layout, coded and decoded once.
std::shared_ptr<const video::Picture> composite(const std::vector<Shown>& shown) {
  gst::warm_up();
  video::Image canvas(layout.width, layout.height);
  video::fill(canvas.surface(), video::background);
  for (std::size_t i = 0; i < shown.size(); ++i)
    scale_into(canvas.surface().part(layout.tiles[i].rect), camera(shown[i].sender, shown[i].counter).pixels(),
               Scaling::Bilinear);
  ReferenceEncoder encoder(media::VideoCodec::Vp8, layout.width, layout.height, 25, 1000);
  return video::Decoder(media::VideoCodec::Vp8).decode(encoder.encode(canvas)).picture;
}

TEST(BenchCheck, ARightCompositeHasNoFaultAndItsCountersAreRead) {
  const auto looks = look_at(composite({{3, 255}, {17, 96}, {24, 7}})->pixels(), layout);
  ASSERT_EQ(looks.size(), 3u);
  for (const TileLook& look : looks) EXPECT_EQ(look.fault, "");
  EXPECT_EQ(looks[0].counter, 255);
  EXPECT_EQ(looks[1].counter, 96);
  EXPECT_EQ(looks[2].counter, 7);
}

TEST(BenchCheck, ATileThatShowsAnotherSenderIsAFault) {
  const auto looks = look_at(composite({{3, 1}, {16, 1}, {24, 1}})->pixels(), layout);
  EXPECT_EQ(looks[0].fault, "");
  EXPECT_EQ(looks[1].fault, "the tile of sender 17 shows sender 16");
  EXPECT_EQ(looks[2].fault, "");
}

TEST(BenchCheck, ATileThatShowsNothingIsAFault) {
  const auto looks = look_at(composite({{3, 1}, {17, 1}})->pixels(), layout);
  EXPECT_NE(looks[2].fault, "");
}

TEST(BenchCheck, TheRightStampInTheWrongColourIsAFault) {
  video::Image canvas(layout.width, layout.height);
  video::fill(canvas.surface(), ground_of(4));
  for (const auto& tile : layout.tiles) draw_stamp(canvas.surface().part(tile.rect), {tile.sender, 9});
  for (const TileLook& look : look_at(canvas.pixels(), layout))
    EXPECT_NE(look.fault.find("another colour"), std::string::npos) << look.fault;
}

TEST(BenchCheck, ACompositeOfAnotherSizeIsAFault) {
  const auto looks = look_at(camera(3, 1).pixels(), layout);
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks[0].fault, "the composite is 640×360");
}

TEST(BenchCheck, ATileIsRecordedWithItsNewPicturesAndTheLongestTimeThatOneStays) {
  TileRecord tile;
  const auto note = [&](std::optional<int> counter, int tick) {
    return tile.note({counter, counter ? "" : "unreadable"}, 0xffff'0000 + static_cast<std::uint32_t>(tick) * 3600);
  };
  EXPECT_TRUE(note(254, 0));
  EXPECT_TRUE(note(255, 1));
  EXPECT_EQ(tile.gap_most_ms(), 40);
  EXPECT_FALSE(note(255, 2));
  EXPECT_FALSE(note(std::nullopt, 3));
  EXPECT_TRUE(note(2, 4));
  EXPECT_EQ(tile.fresh(), 3);
  EXPECT_EQ(tile.right(), 4);
  EXPECT_EQ(tile.fault(), "unreadable");
  EXPECT_EQ(tile.gap_most_ms(), 120);
  for (int tick = 5; tick < 9; ++tick) note(2, tick);
  EXPECT_EQ(tile.gap_most_ms(), 160) << "one that stands still to the end";
}

std::vector<std::int16_t> mix_of(std::initializer_list<int> talkers, int among) {
  std::vector<std::int16_t> pcm(mix_stretch);
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    double sum = 0;
    for (const int talker : talkers)
      sum += amplitude_of(among) *
             std::sin(2 * std::numbers::pi * tone_of(talker) * static_cast<double>(i) / 48'000 + talker);
    pcm[i] = static_cast<std::int16_t>(sum);
  }
  return pcm;
}

TEST(BenchCheck, AMixWithAllOthersAndWithoutOneselfIsRight) {
  EXPECT_EQ(fault_in_mix(mix_of({0, 2, 3}, 4), 1, {.talkers = 4, .mixed = 8}), "");
  EXPECT_EQ(fault_in_mix(mix_of({0, 1, 2, 3}, 4), -1, {.talkers = 4, .mixed = 8}), "");
}

TEST(BenchCheck, HearingOneselfOrTooFewOthersIsAFault) {
  EXPECT_NE(fault_in_mix(mix_of({0, 1, 2, 3}, 4), 1, {.talkers = 4, .mixed = 8}).find("hears itself"),
            std::string::npos);
  EXPECT_EQ(fault_in_mix(mix_of({0, 3}, 4), 1, {.talkers = 4, .mixed = 8}), "hears 2 others instead of 3");
}

TEST(BenchCheck, OfManyTalkersOnlyTheMixedOnesMustBeHeard) {
  EXPECT_EQ(fault_in_mix(mix_of({0, 2, 3}, 9), 1, {.talkers = 9, .mixed = 4}), "");
  EXPECT_NE(fault_in_mix(mix_of({0, 2}, 9), 1, {.talkers = 9, .mixed = 4}), "");
}

TEST(BenchCheck, SimilarityIsOneForTheSamePictureAndFallsWithNoise) {
  const auto clean = camera(3, 1);
  auto noisy = camera(3, 1);
  EXPECT_DOUBLE_EQ(ssim(clean.pixels(), clean.pixels()), 1);
  const auto surface = noisy.surface();
  for (int y = 0; y < surface.height; ++y)
    for (int x = 0; x < surface.width; ++x)
      surface.data[0][y * surface.stride[0] + x] ^= static_cast<std::uint8_t>((x * 7 + y * 13) % 16);
  EXPECT_LT(ssim(clean.pixels(), noisy.pixels()), 0.8);
}

TEST(BenchCheck, TheQuantiserOfAVp8FrameIsCoarserAtALowerBitRate) {
  gst::warm_up();
  const auto quantiser_at = [](int bitrate) {
    const auto clips = make_clips(1, {.pictures = 2});
    video::Decoder decoder(media::VideoCodec::Vp8);
    ReferenceEncoder encoder(media::VideoCodec::Vp8, camera_width, camera_height, 25, bitrate);
    std::optional<int> quantiser;
    for (int i = 0; i < 20; ++i) {
      video::Image image(camera_width, camera_height);
      const auto picture = decoder.decode(clips[0]->video[static_cast<std::size_t>(i % 2)]).picture;
      scale_into(image.surface(), picture->pixels(), Scaling::Bilinear);
      quantiser = vp8_quantiser(encoder.encode(image));
    }
    return quantiser.value();
  };
  const int fine = quantiser_at(8000), coarse = quantiser_at(60);
  EXPECT_LT(fine, 60);
  EXPECT_GT(coarse, 90);
  EXPECT_FALSE(vp8_quantiser(std::array<std::uint8_t, 5>{}).has_value());
}

TEST(BenchReport, ATableHasALineForEachResultAndAFaultIsTold) {
  const Json right{{"case", "density"}, {"codec", "vp8"}, {"ok", true}, {"participants", 9}, {"server_cores", 0.3}};
  const Json wrong{{"case", "join"}, {"codec", "vp8"}, {"ok", false}, {"reason", "nothing came"}};
  const std::string table = table_of({right, wrong});
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
  EXPECT_NE(table.find("0.300"), std::string::npos);
  EXPECT_NE(table.find("nothing came"), std::string::npos);
  EXPECT_NE(chart_of({right}).find("<polyline class='server'"), std::string::npos);
  EXPECT_EQ(chart_of({wrong}), "");
}

}  // namespace
}  // namespace lethe::bench
