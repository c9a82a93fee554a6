// SPDX-License-Identifier: AGPL-3.0-or-later
// A second socket on the address of one of libnice's UDP sockets. The two form an SO_REUSEPORT group whose filter (a
// classic BPF program) leaves STUN to libnice and steers DTLS, SRTP and SRTCP (RFC 7983: first byte above 3) to ours,
// which is read and written in batches. Answers to our own STUN requests also come to ours, because libnice swallows
// answers to requests that it did not send. Owned by Ice; loop thread.
#pragma once

#include <functional>
#include <memory>

#include "pipelines/secure/network_loop.hpp"

namespace lethe::transport {

class UdpPath final : NetworkLoop::Reader {
 public:
  using Received = std::function<void(std::span<std::uint8_t>)>;

  // Null if the kernel does not allow it. `own_requests`: the first four bytes, as a number, of the transaction IDs of
  // our own STUN requests. `received` must not destroy the path.
  static std::unique_ptr<UdpPath> open(NetworkLoop& loop, int stun_socket, const SocketAddress& remote,
                                       std::uint32_t own_requests, Received received);
  ~UdpPath();

  bool beside(int stun_socket) const { return stun_socket == stun_socket_; }
  void set_remote(const SocketAddress& remote);
  void send(std::span<const std::uint8_t> datagram) { loop_.batch().add(destination_, datagram); }
  void flush() { loop_.batch().forget(destination_); }  // before something that must come later

 private:
  UdpPath(NetworkLoop& loop, int stun_socket, int fd, const SocketAddress& remote, Received received);
  void readable() override;

  NetworkLoop& loop_;
  int stun_socket_;
  Destination destination_;
  Received received_;
  bool watched_ = false;
};

}  // namespace lethe::transport
