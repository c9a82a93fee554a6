// SPDX-License-Identifier: AGPL-3.0-or-later
// Returns memory that an encoder has cleared but does not use. At start libvpx zeroes everything it allocates. For VP8
// the larger part of this (384 tokens of 16 bytes per macroblock, 22 MB at 720p) is space that only the most complex
// conceivable picture would fill.
#pragma once

#include <array>
#include <cstddef>

namespace lethe::video {

// During its lifetime it records the large heap blocks that its thread allocates. Its destructor returns those of their
// pages that contain only zeros to the kernel, which supplies zero pages again on the next write (madvise(2),
// MADV_DONTNEED); the owner of a block cannot tell. Until then no other thread may write to these blocks. At most one
// per thread at a time. Does nothing under sanitizers, which have their own heap.
class UntouchedMemory {
 public:
  static constexpr std::size_t large = 1 << 20;  // bytes from which on a block counts

  UntouchedMemory();
  ~UntouchedMemory();
  UntouchedMemory(const UntouchedMemory&) = delete;
  UntouchedMemory& operator=(const UntouchedMemory&) = delete;

  // Called by the heap when this thread has allocated a block, or is about to free one.
  static void taken(void* memory, std::size_t size);
  static void given_back(const void* memory);

 private:
  struct Block {
    std::byte* begin = nullptr;
    std::size_t size = 0;
  };
  std::array<Block, 64> blocks_;  // an encoder takes about twenty; further ones are left alone
  std::size_t count_ = 0;
};

}  // namespace lethe::video
