// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/coding/untouched_memory.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "pipelines/gst/gst_warm_up.hpp"
#include "pipelines/video/coding/encoder.hpp"

namespace lethe::video {
namespace {

constexpr std::size_t megabyte = 1 << 20, size = 8 * megabyte;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Block = std::unique_ptr<unsigned char, Free>;

Block cleared() {
  Block block(static_cast<unsigned char*>(std::malloc(size)));
  std::memset(block.get(), 0, size);
  return block;
}

// Bytes of the whole pages in a block that take memory.
std::size_t resident(const Block& block) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  auto* const begin = block.get() + (page - reinterpret_cast<std::uintptr_t>(block.get()) % page);
  std::vector<unsigned char> there((size - page) / page);
  EXPECT_EQ(::mincore(begin, there.size() * page, there.data()), 0);
  return page *
         static_cast<std::size_t>(std::ranges::count_if(there, [](unsigned char one) { return (one & 1) != 0; }));
}

#ifdef LETHE_SANITIZED
#define NOT_UNDER_SANITIZERS() GTEST_SKIP() << "the heap is the sanitizer's"
#else
#define NOT_UNDER_SANITIZERS() static_cast<void>(0)
#endif

TEST(UntouchedMemory, WhatIsClearedAndNotUsedTakesNoMemoryAndReadsAsZeros) {
  NOT_UNDER_SANITIZERS();
  Block block;
  {
    const UntouchedMemory untouched;
    block = cleared();
    EXPECT_GT(resident(block), size - megabyte);
  }
  EXPECT_EQ(resident(block), 0U);
  EXPECT_TRUE(std::all_of(block.get(), block.get() + size, [](unsigned char one) { return one == 0; }));
}

TEST(UntouchedMemory, WhatIsWrittenStays) {
  NOT_UNDER_SANITIZERS();
  Block block;
  const auto at = [](std::size_t i) { return i * megabyte + 4321; };
  {
    const UntouchedMemory untouched;
    block = cleared();
    for (std::size_t i = 0; i < 8; ++i) block.get()[at(i)] = static_cast<unsigned char>(i + 1);
    std::memset(block.get() + 2 * megabyte, 7, megabyte / 2);
  }
  EXPECT_LT(resident(block), megabyte);
  EXPECT_GE(resident(block), megabyte / 2);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(block.get()[at(i)], i == 2 ? 7 : i + 1);
  EXPECT_EQ(std::count(block.get(), block.get() + size, 0), static_cast<std::ptrdiff_t>(size - 7 - megabyte / 2));
}

TEST(UntouchedMemory, BlocksFromBeforeAndAfterStayAndThoseFreedMeanwhileAreLeftAlone) {
  const Block before = cleared();
  Block freed;
  {
    const UntouchedMemory untouched;
    freed = cleared();
    freed.reset();
  }
  const Block after = cleared();
  EXPECT_GT(resident(before), size - megabyte);
  EXPECT_GT(resident(after), size - megabyte);
}

// Megabytes that this process has for itself.
double private_memory() {
  std::ifstream file("/proc/self/smaps_rollup");
  std::string key;
  for (double kilobytes = 0; file >> key; file.ignore(200, '\n'))
    if (key == "Private_Dirty:" && file >> kilobytes) return kilobytes / 1024;
  return 0;
}

// Half a second of pictures that move.
void encode_some(Encoder& encoder, Image& picture) {
  for (std::size_t i = 0; i < 12; ++i) {
    for (std::size_t at = 0; at < picture.size(); ++at) picture.block()[at] = static_cast<std::uint8_t>(at / 7 + 3 * i);
    ASSERT_TRUE(encoder.encode(picture, std::chrono::milliseconds(40) * i));
  }
}

// 12 to 14 MB are usual, and 45 when all stays that libvpx has cleared.
TEST(UntouchedMemory, AnEncoderOf720pDoesNotHoldWhatItHasOnlyCleared) {
  NOT_UNDER_SANITIZERS();
  // Each large block is then taken from the kernel and given back to it: one that was freed is not taken again, unseen.
  ASSERT_EQ(::mallopt(M_MMAP_THRESHOLD, 1 << 17), 1);
  gst::warm_up();
  const Encoder::Settings settings{.codec = media::VideoCodec::Vp8, .width = 1280, .height = 720, .bitrate = 1200};
  Image picture(settings.width, settings.height);
  std::fill_n(picture.block(), picture.size(), std::uint8_t{1});
  const double before = private_memory();
  Encoder encoder(settings);
  encode_some(encoder, picture);
  const double taken = private_memory() - before;
  EXPECT_GT(taken, 6) << "what it needs";
  EXPECT_LT(taken, 24);
}

}  // namespace
}  // namespace lethe::video
