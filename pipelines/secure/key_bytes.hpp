// SPDX-License-Identifier: AGPL-3.0-or-later
// Key bytes, wiped before their memory is freed.
#pragma once

#include <string.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace lethe::transport {

template <class T>
struct WipingAllocator : std::allocator<T> {
  WipingAllocator() = default;
  template <class U>
  explicit WipingAllocator(const WipingAllocator<U>&) {}
  template <class U>
  struct rebind {
    using other = WipingAllocator<U>;
  };
  void deallocate(T* bytes, std::size_t count) {
    ::explicit_bzero(bytes, count * sizeof(T));
    std::allocator<T>::deallocate(bytes, count);
  }
};

using KeyBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

}  // namespace lethe::transport
