// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/webm_stream.hpp"

#include <gmock/gmock.h>

#include "tests/unit/listening/webm_reader.hpp"

namespace lethe::listening {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

const media::Time begin{100s};

media::EncodedFrame picture(std::chrono::milliseconds at, bool key, std::uint8_t mark = 7) {
  // The head of a key frame of 640×360, and something.
  media::Bytes data{0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01, mark, mark};
  if (!key) data = {0x11, 0x02, mark};
  return {.key = key, .at = begin + at, .sender_time = {}, .data = data};
}

class Writer {
 public:
  explicit Writer(WebmStream::Holds holds, std::size_t filler = 0, std::size_t padding = 0)
      : stream(holds, filler, padding) {}
  bool add(const media::EncodedFrame& frame) {
    if (!stream.add(frame, bytes)) return false;
    bytes.insert(bytes.end(), frame.data.begin(), frame.data.end());
    return true;
  }
  bool add_sound(std::chrono::milliseconds at, std::uint32_t ticks = 1) {
    const media::Bytes payload{0xFC, 1, 2, 3};
    if (!stream.add(media::OpusFrame{.samples = 960 * ticks, .at = begin + at, .payload = payload}, bytes))
      return false;
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return true;
  }
  void add_quiet(std::chrono::milliseconds at) { stream.add_quiet(begin + at, bytes); }
  ReadFile read() const { return read_webm(bytes); }

  WebmStream stream;
  media::Bytes bytes;
};

std::vector<std::chrono::milliseconds> times(const std::vector<ReadFrame>& frames) {
  std::vector<std::chrono::milliseconds> all;
  for (const auto& frame : frames) all.push_back(frame.at);
  return all;
}

TEST(WebmStream, HoldsTheFramesAsTheyWereWithTheirTimes) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  for (int i = 0; i < 250; ++i) {
    EXPECT_TRUE(writer.add(picture(40ms * i, i % 100 == 0, static_cast<std::uint8_t>(i))));
    writer.add_sound(40ms * i);
    writer.add_sound(40ms * i + 20ms);
  }
  const ReadFile file = writer.read();
  EXPECT_THAT(file.codecs, ElementsAre("vp8", "opus"));
  EXPECT_EQ(std::tie(file.width, file.height), std::tuple(640, 360));
  EXPECT_EQ(std::tie(file.channels, file.sample_rate), std::tuple(2, 48'000));
  EXPECT_EQ(std::tie(file.matrix, file.transfer, file.primaries), std::tuple("smpte170m", "smpte170m", "smpte170m"));
  EXPECT_EQ(file.range, "tv");
  const auto pictures = file.of(true), sound = file.of(false);
  ASSERT_EQ(pictures.size(), 250U);
  ASSERT_EQ(sound.size(), 500U);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto index = static_cast<int>(i);
    EXPECT_EQ(pictures[i].at, 40ms * index);
    EXPECT_EQ(pictures[i].key, i % 100 == 0) << i;
    EXPECT_EQ(pictures[i].payload, picture(0ms, i % 100 == 0, static_cast<std::uint8_t>(i)).data) << "not coded again";
  }
  for (std::size_t i = 0; i < sound.size(); ++i) EXPECT_EQ(sound[i].at, 20ms * static_cast<int>(i));
}

TEST(WebmStream, BeginsWithAKeyFrameAndGoesOnWithOneAfterABreak) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  EXPECT_FALSE(writer.add(picture(0ms, false)));
  EXPECT_FALSE(writer.add_sound(0ms));
  EXPECT_TRUE(writer.stream.waits_for_key_frame());
  EXPECT_THAT(writer.bytes, IsEmpty());
  EXPECT_TRUE(writer.add(picture(40ms, true)));
  EXPECT_TRUE(writer.add(picture(80ms, false)));
  writer.stream.interrupt();
  EXPECT_FALSE(writer.add(picture(120ms, false)));
  EXPECT_FALSE(writer.add_sound(120ms));
  EXPECT_TRUE(writer.add(picture(3040ms, true)));
  EXPECT_FALSE(writer.stream.waits_for_key_frame());
  EXPECT_THAT(times(writer.read().of(true)), ElementsAre(0ms, 40ms, 3000ms)) << "times go on as they were";
}

TEST(WebmStream, AfterAGapThatPlayersTakeForABreakItWaitsForAKeyFrame) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  EXPECT_TRUE(writer.add(picture(0ms, true)));
  EXPECT_TRUE(writer.add(picture(500ms, false)));
  EXPECT_FALSE(writer.add(picture(1040ms, false)));
  EXPECT_TRUE(writer.stream.waits_for_key_frame());
  EXPECT_FALSE(writer.add(picture(1080ms, false)));
  EXPECT_TRUE(writer.add(picture(1120ms, true)));
  EXPECT_TRUE(writer.add(picture(1160ms, false)));
}

TEST(WebmStream, SoundHasNoGapBehindThePictureThatEndsABreak) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  writer.add(picture(0ms, true));
  writer.add_sound(0ms);
  writer.stream.interrupt();
  EXPECT_FALSE(writer.add_sound(2000ms));
  writer.add(picture(2040ms, true));
  writer.add_sound(2040ms);
  const auto read = writer.read();
  const auto sound = read.of(false);
  ASSERT_EQ(sound.size(), 103U);
  for (std::size_t i = 0; i < sound.size(); ++i) EXPECT_EQ(sound[i].at, 20ms * static_cast<int>(i)) << i;
  ASSERT_FALSE(read.frames.empty());
  EXPECT_EQ(read.frames[read.frames.size() - 3].at, 2020ms) << "the silence comes before the picture";
}

TEST(WebmStream, FillsPausesOfTheSoundTickByTick) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  writer.add(picture(0ms, true));
  writer.add_sound(0ms);
  for (auto at = 20ms; at < 200ms; at += 20ms) writer.add_quiet(at);
  writer.add_sound(200ms);
  const auto sound = writer.read().of(false);
  ASSERT_EQ(sound.size(), 11U);
  for (std::size_t i = 0; i < sound.size(); ++i) EXPECT_EQ(sound[i].at, 20ms * static_cast<int>(i));
  EXPECT_THAT(sound[5].payload, ElementsAre(0xF8, 0xFF, 0xFE)) << "silence";
}

TEST(WebmStream, FillsWhatTicksLeftOut) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  writer.add(picture(0ms, true));
  writer.add_sound(0ms);
  writer.add_sound(160ms);
  EXPECT_THAT(times(writer.read().of(false)), ElementsAre(0ms, 20ms, 40ms, 60ms, 80ms, 100ms, 120ms, 140ms, 160ms));
}

TEST(WebmStream, LongPacketsAreNotTakenForPauses) {
  Writer writer(WebmStream::Holds::Sound);
  writer.add_sound(0ms, 3);
  for (auto at = 60ms; at < 300ms; at += 60ms) {
    writer.add_quiet(at);
    writer.add_quiet(at + 20ms);
    writer.add_sound(at, 3);
  }
  EXPECT_THAT(times(writer.read().frames), ElementsAre(40ms, 100ms, 160ms, 220ms, 280ms));
}

TEST(WebmStream, NoTimeIsEarlierThanTheOneBefore) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  writer.add(picture(0ms, true));
  for (int i = 0; i < 500; ++i) {  // pictures are coded a while after their tick
    writer.add_sound(20ms * i);
    if (i % 2 == 1) writer.add(picture(20ms * i - 15ms, false));
  }
  auto last = 0ms;
  for (const auto& frame : writer.read().frames) {
    EXPECT_GE(frame.at, last);
    last = frame.at;
  }
  EXPECT_EQ(last, 9980ms);
}

TEST(WebmStream, NoTwoPicturesHaveOneTime) {
  Writer writer(WebmStream::Holds::PictureAndSound);
  writer.add(picture(0ms, true));
  for (auto at = 0ms; at <= 80ms; at += 20ms) writer.add_sound(at);
  writer.add(picture(40ms, false));
  writer.add(picture(80ms, false));
  writer.add(picture(120ms, false));
  EXPECT_THAT(times(writer.read().of(true)), ElementsAre(0ms, 80ms, 81ms, 120ms));
}

TEST(WebmStream, SoundAloneBeginsAtOnceBehindItsFiller) {
  Writer writer(WebmStream::Holds::Sound, 90'000);
  EXPECT_TRUE(writer.add_sound(0ms));
  EXPECT_GT(writer.bytes.size(), 90'000U);
  const ReadFile file = writer.read();
  EXPECT_THAT(file.codecs, ElementsAre("opus"));
  EXPECT_THAT(times(file.frames), ElementsAre(0ms));
}

TEST(WebmStream, PaddingIsBetweenPacketsAndMeansNothing) {
  Writer plain(WebmStream::Holds::Sound), padded(WebmStream::Holds::Sound, 0, 420);
  for (auto* writer : {&plain, &padded})
    for (int i = 0; i < 50; ++i) i % 10 < 5 ? void(writer->add_sound(20ms * i)) : writer->add_quiet(20ms * i);
  EXPECT_GT(padded.bytes.size(), plain.bytes.size() + 50 * 420);
  EXPECT_EQ(times(padded.read().frames), times(plain.read().frames));
}

TEST(WebmStream, TakesTheSizeFromAKeyFrameAndFromNothingElse) {
  EXPECT_EQ(webm::size_of_vp8(picture(0ms, true).data), (webm::Size{640, 360}));
  EXPECT_EQ(webm::size_of_vp8(picture(0ms, false).data), std::nullopt);
  media::Bytes cut = picture(0ms, true).data;
  cut.resize(9);
  EXPECT_EQ(webm::size_of_vp8(cut), std::nullopt);
  cut = picture(0ms, true).data;
  cut[4] = 2;
  EXPECT_EQ(webm::size_of_vp8(cut), std::nullopt);
}

}  // namespace
}  // namespace lethe::listening
