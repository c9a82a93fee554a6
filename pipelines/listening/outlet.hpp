// SPDX-License-Identifier: AGPL-3.0-or-later
// One end of a stream socket, written without ever waiting. Bytes that the socket has no room for wait here, and until
// they are gone nothing more is accepted. One thread at a time.
#pragma once

#include <span>

#include "mcu/wire/descriptor.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::listening {

class Outlet {
 public:
  explicit Outlet(wire::SharedDescriptor sink) : sink_(std::move(sink)) {}

  int fd() const { return sink_->fd(); }
  // True if everything accepted has been sent; then more may be written.
  bool ready();
  // Writes both, one after the other. Only when ready.
  void write(std::span<const std::uint8_t> head, std::span<const std::uint8_t> payload);
  bool broken() const { return broken_; }  // the other end is closed

 private:
  wire::SharedDescriptor sink_;
  media::Bytes rest_;
  std::size_t written_ = 0;  // of rest_
  bool broken_ = false;
};

}  // namespace lethe::listening
