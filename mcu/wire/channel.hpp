// SPDX-License-Identifier: AGPL-3.0-or-later
// One end of the socketpair between lethe and lethe-media (AF_UNIX, SOCK_SEQPACKET, which keeps packet boundaries). One
// thread at a time may receive; any thread may send.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mcu/wire/descriptor.hpp"

namespace lethe::wire {

class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}  // takes ownership of the descriptor
  ~Channel();
  Channel(Channel&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Channel& operator=(Channel&& other) noexcept;

  static std::pair<Channel, Channel> pair();  // close-on-exec; throws std::system_error

  int fd() const { return fd_; }

  enum class Sent {
    Yes,
    NotNow,   // the queue is full, or the peer is gone
    TooLarge  // exceeds packet_limit: it can never be sent
  };
  // Never blocks. A given descriptor travels with the packet; our copy stays open.
  Sent send(std::string_view packet, int descriptor = -1);

  enum class State { Packet, Empty, Closed };
  // Reads one packet without waiting. A packet that is too long reads as Closed, because the peer does not follow the
  // protocol. `descriptor` receives the descriptor that came with the packet, if any; without it, that descriptor is
  // closed.
  State receive(std::string& packet, Descriptor* descriptor = nullptr);

 private:
  int fd_;
};

}  // namespace lethe::wire
