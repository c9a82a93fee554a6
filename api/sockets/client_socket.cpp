// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sockets/client_socket.hpp"

#include <Poco/Exception.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace lethe::api {
namespace {

std::optional<ssize_t> outcome(ssize_t moved) {
  if (moved >= 0) return moved;
  if (errno == EAGAIN || errno == EINTR) return std::nullopt;
  return -1;
}

// Poco's result for a non-blocking socket: bytes, 0, or a negative number for "wait". It throws when the socket is
// broken.
template <class F>
std::optional<ssize_t> guarded(F move) {
  try {
    const int moved = move();
    if (moved < 0) return std::nullopt;
    return moved;
  } catch (const Poco::Exception&) {
    return -1;
  }
}

int length(std::size_t count) {
  return static_cast<int>(std::min(count, std::size_t{std::numeric_limits<int>::max()}));
}

}  // namespace

ClientSocket::ClientSocket(Poco::Net::StreamSocket socket, Poco::Net::Context::Ptr tls)
    : socket_(std::move(socket)), fd_(socket_.impl()->sockfd()) {
  if (tls.isNull()) return;
  // Poco asks the socket below the TLS one whether it may block.
  socket_.setBlocking(false);
  secure_ = Poco::Net::SecureStreamSocket::attach(socket_, tls);
}

std::optional<ssize_t> ClientSocket::receive(char* into, std::size_t most) {
  if (secure_) return guarded([&] { return secure_->receiveBytes(into, length(most)); });
  return outcome(::recv(fd_, into, most, MSG_DONTWAIT));
}

std::optional<ssize_t> ClientSocket::send(const char* bytes, std::size_t count) {
  if (secure_) return guarded([&] { return secure_->sendBytes(bytes, length(count)); });
  return outcome(::send(fd_, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL));
}

ClientSocket::Handshake ClientSocket::shake_hands() {
  if (!secure_) return Handshake::Done;
  const auto done = guarded([&] { return secure_->completeHandshake(); });
  if (!done) return Handshake::Waits;
  return *done > 0 ? Handshake::Done : Handshake::Broken;
}

void ClientSocket::finish() {
  if (secure_) guarded([&] { return secure_->shutdown(), 0; });
  ::shutdown(fd_, SHUT_WR);
}

std::string ClientSocket::peer() const { return socket_.peerAddress().host().toString(); }

}  // namespace lethe::api
