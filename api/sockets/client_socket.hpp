// SPDX-License-Identifier: AGPL-3.0-or-later
// One client's TCP connection, plain or TLS, that never blocks: its user polls the descriptor. The TLS handshake is
// part of the first receive or send. One thread at a time.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <sys/types.h>
#include <optional>
#include <string>

namespace lethe::api {

class ClientSocket {
 public:
  ClientSocket() = default;  // none
  // With a context the other side must use TLS; without, the connection is plain.
  explicit ClientSocket(Poco::Net::StreamSocket socket, Poco::Net::Context::Ptr tls = nullptr);

  // Bytes moved; 0 at the end of the stream (receive); empty when it must wait; -1 when it is broken.
  std::optional<ssize_t> receive(char* into, std::size_t most);
  std::optional<ssize_t> send(const char* bytes, std::size_t count);

  // One step of the TLS handshake, which costs CPU time; a plain connection needs none.
  enum class Handshake { Done, Waits, Broken };
  Handshake shake_hands();

  void finish();  // tells the other side that nothing more follows; receiving continues

  int fd() const { return fd_; }
  std::string peer() const;  // numeric address

 private:
  Poco::Net::StreamSocket socket_;
  std::optional<Poco::Net::SecureStreamSocket> secure_;
  int fd_ = -1;
};

}  // namespace lethe::api
