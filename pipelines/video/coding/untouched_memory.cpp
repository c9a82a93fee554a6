// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/coding/untouched_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace lethe::video {
namespace {

constinit thread_local UntouchedMemory* noting = nullptr;

bool only_zeros(const std::byte* page, std::size_t size) {
  const auto* words = reinterpret_cast<const std::uint64_t*>(page);
  return std::all_of(words, words + size / sizeof *words, [](std::uint64_t word) { return word == 0; });
}

// One call for each run of such pages: a call per page would take longer than clearing them did.
void give_back_zeros(std::byte* begin, std::byte* end) {
  static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto offset = reinterpret_cast<std::uintptr_t>(begin) % size;
  std::byte* page = offset == 0 ? begin : begin + (size - offset);
  std::byte* run = page;
  for (; page + size <= end; page += size)
    if (!only_zeros(page, size)) {
      if (run < page) ::madvise(run, static_cast<std::size_t>(page - run), MADV_DONTNEED);
      run = page + size;
    }
  if (run < page) ::madvise(run, static_cast<std::size_t>(page - run), MADV_DONTNEED);
}

}  // namespace

UntouchedMemory::UntouchedMemory() { noting = this; }

UntouchedMemory::~UntouchedMemory() {
  noting = nullptr;
  for (std::size_t i = 0; i < count_; ++i) give_back_zeros(blocks_[i].begin, blocks_[i].begin + blocks_[i].size);
}

void UntouchedMemory::taken(void* memory, std::size_t size) {
  if (noting == nullptr || memory == nullptr || noting->count_ == noting->blocks_.size()) return;
  noting->blocks_[noting->count_++] = {static_cast<std::byte*>(memory), size};
}

void UntouchedMemory::given_back(const void* memory) {
  if (noting == nullptr) return;
  for (std::size_t i = 0; i < noting->count_; ++i)
    if (noting->blocks_[i].begin == memory) {
      noting->blocks_[i] = noting->blocks_[--noting->count_];
      return;
    }
}

}  // namespace lethe::video

// The C library's heap, for everybody in the process, including the codecs; reports large blocks. Other ways to take
// memory (calloc, memalign) bypass this, and they clear nothing without need.
#ifndef LETHE_SANITIZED
extern "C" {
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void __libc_free(void* memory) noexcept;

void* malloc(std::size_t size) noexcept {
  void* const memory = __libc_malloc(size);
  if (size >= lethe::video::UntouchedMemory::large) lethe::video::UntouchedMemory::taken(memory, size);
  return memory;
}
void* realloc(void* memory, std::size_t size) noexcept {
  lethe::video::UntouchedMemory::given_back(memory);
  return __libc_realloc(memory, size);
}
void free(void* memory) noexcept {
  lethe::video::UntouchedMemory::given_back(memory);
  __libc_free(memory);
}
}
#endif
