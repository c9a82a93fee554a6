// SPDX-License-Identifier: AGPL-3.0-or-later
// Datagrams for one destination, gathered and sent with one system call: runs of equal size as one segmented datagram
// (UDP_SEGMENT, Linux 4.18), the rest by sendmmsg. One per loop, used by its sockets in turn; loop thread.
#pragma once

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace lethe::transport {

struct SocketAddress {
  sockaddr_storage raw{};
  socklen_t size = 0;
};

// The destination of a batch. Outlives the datagrams gathered for it, or is forgotten first.
struct Destination {
  int fd = -1;
  SocketAddress address;
  bool segments = true;  // becomes false when the kernel or the network card refuses
};

class SendBatch {
 public:
  SendBatch();
  ~SendBatch();
  // First sends what was gathered for another destination.
  void add(Destination& destination, std::span<const std::uint8_t> datagram);
  void send();
  void forget(const Destination& destination);  // sends what is left for it

 private:
  static constexpr std::size_t datagrams_most = 64, bytes_most = 60'000;
  struct Messages;
  std::size_t gather(bool segments);  // into messages_; how many

  Destination* destination_ = nullptr;
  std::array<std::uint8_t, bytes_most> bytes_;
  std::array<std::uint16_t, datagrams_most> sizes_{};
  std::size_t used_ = 0, count_ = 0;
  std::unique_ptr<Messages> messages_;
};

}  // namespace lethe::transport
