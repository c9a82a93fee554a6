// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wire/channel.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/check.hpp"
#include "wire/message.hpp"

namespace lethe::wire {

Channel::~Channel() {
  if (fd_ >= 0) ::close(fd_);
}

Channel& Channel::operator=(Channel&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

std::pair<Channel, Channel> Channel::pair() {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  return {Channel(fds[0]), Channel(fds[1])};
}

bool Channel::send(std::string_view packet) {
  CHECK(packet.size() <= packet_limit);
  return ::send(fd_, packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(packet.size());
}

Channel::State Channel::receive(std::string& packet) {
  packet.resize(packet_limit);
  const auto n = ::recv(fd_, packet.data(), packet.size(), MSG_DONTWAIT | MSG_TRUNC);
  if (n < 0) return errno == EAGAIN || errno == EINTR ? State::Empty : State::Closed;
  if (n == 0 || static_cast<std::size_t>(n) > packet_limit) return State::Closed;
  packet.resize(static_cast<std::size_t>(n));
  return State::Packet;
}

}  // namespace lethe::wire
