// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/outlet.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace lethe::listening {
namespace {

// Bytes that the socket accepted; fewer than all when it is full, negative when it is broken.
ssize_t send_some(int fd, std::span<iovec> parts) {
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const ssize_t sent = ::sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOBUFS) ? 0 : sent;
}

iovec part(std::span<const std::uint8_t> bytes) {
  return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()};  // sendmsg() does not write to it
}

}  // namespace

bool Outlet::ready() {
  if (broken_ || rest_.empty()) return !broken_;
  std::array parts{part(std::span(rest_).subspan(written_))};
  const ssize_t sent = send_some(fd(), parts);
  broken_ = sent < 0;
  if (broken_) return false;
  written_ += static_cast<std::size_t>(sent);
  if (written_ < rest_.size()) return false;
  rest_ = {};
  written_ = 0;
  return true;
}

void Outlet::write(std::span<const std::uint8_t> head, std::span<const std::uint8_t> payload) {
  std::array parts{part(head), part(payload)};
  const ssize_t sent = send_some(fd(), parts);
  broken_ = sent < 0;
  if (broken_) return;
  const auto out = static_cast<std::size_t>(sent);
  if (out < head.size()) rest_.assign(head.begin() + sent, head.end());
  const std::size_t of_payload = out - std::min(out, head.size());
  rest_.insert(rest_.end(), payload.begin() + static_cast<std::ptrdiff_t>(of_payload), payload.end());
}

}  // namespace lethe::listening
