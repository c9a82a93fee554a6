// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives back what an encoder has cleared and not used. libvpx writes zeros over all that it takes when it starts, of
// which for VP8 the larger part, 384 tokens of 16 bytes for each macroblock, is room that only the most complex picture
// there could be would fill: 22 MB at 720p.
#pragma once

#include <array>
#include <cstddef>

namespace lethe::video {

// While it lives, the large blocks that its own thread takes from the heap are noted. At its end those of their pages
// that hold nothing but zeros go back to the kernel, which hands them out again, as zeros, when somebody writes to them
// (madvise(2), MADV_DONTNEED): whoever has a block cannot tell. Until then no other thread may write to these blocks.
// At most one at a time in a thread. Does nothing under sanitizers, which have a heap of their own.
class UntouchedMemory {
 public:
  static constexpr std::size_t large = 1 << 20;  // bytes from which on a block counts

  UntouchedMemory();
  ~UntouchedMemory();
  UntouchedMemory(const UntouchedMemory&) = delete;
  UntouchedMemory& operator=(const UntouchedMemory&) = delete;

  // For the heap: that this thread has taken a block, or is about to give one back.
  static void taken(void* memory, std::size_t size);
  static void given_back(const void* memory);

 private:
  struct Block {
    std::byte* begin = nullptr;
    std::size_t size = 0;
  };
  std::array<Block, 64> blocks_;  // an encoder takes some twenty; what is more stays as it is
  std::size_t count_ = 0;
};

}  // namespace lethe::video
