// SPDX-License-Identifier: AGPL-3.0-or-later
// One end of the socketpair between lethe and lethe-media (AF_UNIX, SOCK_SEQPACKET: packets keep their borders).
// Used by one thread at a time for receiving; send() may be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "wire/descriptor.hpp"

namespace lethe::wire {

class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}  // takes the descriptor
  ~Channel();
  Channel(Channel&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Channel& operator=(Channel&& other) noexcept;

  static std::pair<Channel, Channel> pair();  // close-on-exec; throws std::system_error

  int fd() const { return fd_; }

  // False when the peer is gone or its queue is full: never blocks. Over packet_limit is a broken invariant.
  // A descriptor that is given travels along; ours stays open.
  bool send(std::string_view packet, int descriptor = -1);

  enum class State { Packet, Empty, Closed };
  // Reads one packet without waiting. An over-long packet reads as Closed: the peer does not speak our language.
  // `descriptor`: what travelled along, if anything did; without a place for it, it is closed.
  State receive(std::string& packet, Descriptor* descriptor = nullptr);

 private:
  int fd_;
};

}  // namespace lethe::wire
