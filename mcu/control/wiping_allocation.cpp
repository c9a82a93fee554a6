// SPDX-License-Identifier: AGPL-3.0-or-later
// Overwrites every heap block that the control process frees: passwords, PINs, tokens, names and chat lines pass
// through buffers of the HTTP reader, the JSON parser, Poco, SQLite, OpenSSL and Pango, whose memory cannot have a type
// of ours. So it replaces the C library's `free` and `realloc`, which C++ uses, too. The cost is negligible, because
// the control process handles no media. Not under sanitizers, which have a heap of their own.
#ifndef LETHE_SANITIZED
#include <malloc.h>
#include <string.h>

#include <algorithm>
#include <cstddef>

extern "C" {
void* __libc_malloc(std::size_t size) noexcept;
void __libc_free(void* memory) noexcept;

void free(void* memory) noexcept {
  if (memory == nullptr) return;
  ::explicit_bzero(memory, ::malloc_usable_size(memory));
  __libc_free(memory);
}

// Always moves, unless the block has exactly the size: the library would give parts back, or move, without wiping.
void* realloc(void* memory, std::size_t size) noexcept {
  if (memory == nullptr) return __libc_malloc(size);
  const std::size_t before = ::malloc_usable_size(memory);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  if (size == before) return memory;
  void* const moved = __libc_malloc(size);
  if (moved == nullptr) return nullptr;
  ::memcpy(moved, memory, std::min(size, before));
  free(memory);
  return moved;
}
}
#endif
