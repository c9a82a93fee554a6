// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/udp_path.hpp"

#include <linux/filter.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "mcu/base/thread_check.hpp"

namespace lethe::transport {
namespace {

constexpr std::size_t datagrams_most = 16, datagram_most = 2048;
constexpr int rounds_most = 4;  // then the other sockets get their turn

// Receive buffers: one set per thread, for all its paths. They keep nothing between two calls.
struct Arrivals {
  Arrivals() {
    for (std::size_t i = 0; i < datagrams_most; ++i) {
      parts[i] = {buffers[i].data(), datagram_most};
      headers[i] = {};
      headers[i].msg_hdr.msg_iov = &parts[i];
      headers[i].msg_hdr.msg_iovlen = 1;
    }
  }
  alignas(16) std::array<std::array<std::uint8_t, datagram_most>, datagrams_most> buffers;
  std::array<iovec, datagrams_most> parts{};
  std::array<mmsghdr, datagrams_most> headers{};
};

bool set(int fd, int level, int option, int value) { return setsockopt(fd, level, option, &value, sizeof value) == 0; }

// 0 for libnice's socket, which was first, 1 for ours. A datagram too short for a field ends the program with 0.
bool steer(int fd, std::uint32_t own_requests) {
  std::array<sock_filter, 7> program{{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
                                      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 4, 3, 0),  // not STUN
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 3),  // an answer, or an error
                                      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 8),         // its transaction ID
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, own_requests, 0, 1),
                                      BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 0)}};
  const sock_fprog filter{program.size(), program.data()};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &filter, sizeof filter) == 0;
}

// The second socket, or -1.
int open_beside(int stun_socket, std::uint32_t own_requests) {
  SocketAddress local{{}, sizeof local.raw};
  if (getsockname(stun_socket, reinterpret_cast<sockaddr*>(&local.raw), &local.size) != 0) return -1;
  const int family = local.raw.ss_family;
  int kind = 0;
  socklen_t size = sizeof kind;
  if (getsockopt(stun_socket, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind != SOCK_DGRAM) return -1;
  const int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
  if (fd < 0) return -1;
  bool good = set(stun_socket, SOL_SOCKET, SO_REUSEPORT, 1) && set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (int only = 0; family == AF_INET6 && getsockopt(stun_socket, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size) == 0)
    good = good && set(fd, IPPROTO_IPV6, IPV6_V6ONLY, only);
  good = good && bind(fd, reinterpret_cast<const sockaddr*>(&local.raw), local.size) == 0 && steer(fd, own_requests);
  if (good) return fd;
  close(fd);
  return -1;
}

}  // namespace

std::unique_ptr<UdpPath> UdpPath::open(NetworkLoop& loop, int stun_socket, const SocketAddress& remote,
                                       std::uint32_t own_requests, Received received) {
  const int fd = open_beside(stun_socket, own_requests);
  if (fd < 0) return nullptr;
  std::unique_ptr<UdpPath> path(new UdpPath(loop, stun_socket, fd, remote, std::move(received)));
  return path->watched_ ? std::move(path) : nullptr;
}

UdpPath::UdpPath(NetworkLoop& loop, int stun_socket, int fd, const SocketAddress& remote, Received received)
    : loop_(loop),
      stun_socket_(stun_socket),
      destination_{.fd = fd, .address = remote},
      received_(std::move(received)) {
  watched_ = loop_.watch(fd, *this);
}

UdpPath::~UdpPath() {
  flush();
  if (watched_) loop_.unwatch(destination_.fd, *this);
  close(destination_.fd);
}

void UdpPath::set_remote(const SocketAddress& remote) {
  CHECK_ON(loop_);
  flush();
  destination_.address = remote;
}

void UdpPath::readable() {
  CHECK_ON(loop_);
  static thread_local const auto held = std::make_unique<Arrivals>();  // threads without a path pay nothing
  Arrivals& arrivals = *held;
  for (int round = 0; round < rounds_most; ++round) {
    const int count = recvmmsg(destination_.fd, arrivals.headers.data(), static_cast<unsigned>(datagrams_most),
                               MSG_DONTWAIT, nullptr);
    for (int i = 0; i < count; ++i) {
      const mmsghdr& one = arrivals.headers[static_cast<std::size_t>(i)];
      if ((one.msg_hdr.msg_flags & MSG_TRUNC) != 0 || one.msg_len == 0) continue;
      received_(std::span(arrivals.buffers[static_cast<std::size_t>(i)]).first(one.msg_len));
    }
    if (count < static_cast<int>(datagrams_most)) return;
  }
}

}  // namespace lethe::transport
