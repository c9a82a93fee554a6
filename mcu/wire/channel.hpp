// SPDX-License-Identifier: AGPL-3.0-or-later
// One end of the socketpair between lethe and lethe-media (AF_UNIX, SOCK_SEQPACKET: packets keep their borders).
// Used by one thread at a time for receiving; send() may be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mcu/wire/descriptor.hpp"

namespace lethe::wire {

class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}  // takes the descriptor
  ~Channel();
  Channel(Channel&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Channel& operator=(Channel&& other) noexcept;

  static std::pair<Channel, Channel> pair();  // close-on-exec; throws std::system_error

  int fd() const { return fd_; }

  enum class Sent {
    Yes,
    NotNow,   // the queue is full, or the peer is gone
    TooLarge  // over packet_limit: it will never go
  };
  // Never blocks. A descriptor that is given travels along; ours stays open.
  Sent send(std::string_view packet, int descriptor = -1);

  enum class State { Packet, Empty, Closed };
  // Reads one packet without waiting. An over-long packet reads as Closed: the peer does not speak our language.
  // `descriptor`: what travelled along, if anything did; without a place for it, it is closed.
  State receive(std::string& packet, Descriptor* descriptor = nullptr);

 private:
  int fd_;
};

}  // namespace lethe::wire
