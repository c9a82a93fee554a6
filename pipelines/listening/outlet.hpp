// SPDX-License-Identifier: AGPL-3.0-or-later
// One end of a stream socket that is written to without ever waiting: what the socket has no room for waits here, and
// until that is gone nothing more is taken. One thread at a time.
#pragma once

#include <span>

#include "mcu/wire/descriptor.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::listening {

class Outlet {
 public:
  explicit Outlet(wire::SharedDescriptor sink) : sink_(std::move(sink)) {}

  int fd() const { return sink_->fd(); }
  // Whether everything that was taken has gone out; then more may be written.
  bool ready();
  // Both, one after the other. Only when it is ready.
  void write(std::span<const std::uint8_t> head, std::span<const std::uint8_t> payload);
  bool broken() const { return broken_; }  // the other end is closed

 private:
  wire::SharedDescriptor sink_;
  media::Bytes rest_;
  std::size_t written_ = 0;  // of the rest
  bool broken_ = false;
};

}  // namespace lethe::listening
