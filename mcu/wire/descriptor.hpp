// SPDX-License-Identifier: AGPL-3.0-or-later
// An open file descriptor that is closed with its last owner. Any thread.
#pragma once

#include <unistd.h>

#include <memory>
#include <utility>

namespace lethe::wire {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}  // takes ownership; negative: none
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

using SharedDescriptor = std::shared_ptr<const Descriptor>;

}  // namespace lethe::wire
