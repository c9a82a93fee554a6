// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/timed_socket.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace lethe::api {

TimedSocket::TimedSocket(ClientSocket socket, int stop_fd) : socket_(std::move(socket)), stop_fd_(stop_fd) {}

TimedSocket::Ready TimedSocket::wait(short events, Clock::time_point deadline) {
  std::array<pollfd, 2> fds{pollfd{socket_.fd(), events, 0}, pollfd{stop_fd_, POLLIN, 0}};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int n = ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    if (n < 0 && errno != EINTR) throw ConnectionOver{};
    if (n > 0 && fds[1].revents != 0) throw ConnectionOver{};
    if (n > 0) return Ready::Yes;
    if (left <= 0) return Ready::No;
  }
}

std::size_t TimedSocket::receive(char* into, std::size_t most, Clock::time_point deadline) {
  while (true) {
    const auto got = socket_.receive(into, most);
    if (got && *got < 0) throw ConnectionOver{};
    if (got) return static_cast<std::size_t>(*got);
    if (wait(POLLIN, deadline) == Ready::No) throw ConnectionOver{};
  }
}

void TimedSocket::send(std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const auto sent = socket_.send(bytes.data(), bytes.size());
    if (sent && *sent < 0) throw ConnectionOver{};
    if (sent)
      bytes.remove_prefix(static_cast<std::size_t>(*sent));
    else if (wait(POLLOUT, deadline) == Ready::No)
      throw ConnectionOver{};
  }
}

bool TimedSocket::wait_for_bytes(Clock::time_point deadline, const std::function<bool()>& give_up) {
  if (socket_.holds_bytes()) return true;
  constexpr auto slice = std::chrono::milliseconds(200);
  while (Clock::now() < deadline && !give_up())
    if (wait(POLLIN, std::min(deadline, Clock::now() + slice)) == Ready::Yes) return true;
  return false;
}

void TimedSocket::close_gently() {
  socket_.finish();
  const auto deadline = Clock::now() + std::chrono::seconds(1);
  std::array<char, 16'384> dropped;
  std::size_t left = 1'048'576;
  try {
    while (left > 0) {
      const auto got = receive(dropped.data(), dropped.size(), deadline);
      if (got == 0) return;
      left -= std::min(left, got);
    }
  } catch (const ConnectionOver&) {
  }
}

}  // namespace lethe::api
