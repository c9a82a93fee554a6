// SPDX-License-Identifier: AGPL-3.0-or-later
// The media sockets: what the kernel steers to them, and what leaves them in batches.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>

#include "mcu/base/mutex.hpp"

#include "pipelines/secure/udp_path.hpp"

namespace lethe::transport {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A plain UDP socket on loopback, as libnice has it.
class Socket {
 public:
  explicit Socket(int family) : fd_(socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (family == AF_INET) {
      auto& in = reinterpret_cast<sockaddr_in&>(address_.raw);
      in.sin_family = AF_INET;
      in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address_.size = sizeof in;
    } else {
      auto& in = reinterpret_cast<sockaddr_in6&>(address_.raw);
      in.sin6_family = AF_INET6;
      in.sin6_addr = in6addr_loopback;
      address_.size = sizeof in;
    }
    bound_ = bind(fd_, reinterpret_cast<sockaddr*>(&address_.raw), address_.size) == 0;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address_.raw), &address_.size);
    const timeval watchdog{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &watchdog, sizeof watchdog);
  }
  ~Socket() { close(fd_); }
  int fd() const { return fd_; }
  bool bound() const { return bound_; }
  const SocketAddress& address() const { return address_; }
  void send(const SocketAddress& to, const Bytes& bytes) const {
    EXPECT_EQ(sendto(fd_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to.raw), to.size),
              static_cast<ssize_t>(bytes.size()));
  }
  Bytes receive() const {  // empty: nothing came within the watchdog's time
    Bytes bytes(2000);
    const ssize_t size = recv(fd_, bytes.data(), bytes.size(), 0);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return bytes;
  }

 private:
  int fd_;
  bool bound_ = false;
  SocketAddress address_;
};

class UdpPathTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    loop_.start();
    if (!ours_.bound()) GTEST_SKIP() << "this machine has no such loopback";
  }
  bool open() {
    loop_.call([this] {
      path_ = UdpPath::open(loop_, ours_.fd(), theirs_.address(), own_requests, [this](std::span<std::uint8_t> bytes) {
        const MutexLock lock(mutex_);
        arrived_.emplace_back(bytes.begin(), bytes.end());
        told_.notify_all();
      });
    });
    return path_ != nullptr;
  }
  bool arrive(std::size_t count) {
    MutexLock lock(mutex_);
    return told_.wait_for(lock, std::chrono::seconds(5), [&]() REQUIRES(mutex_) { return arrived_.size() >= count; });
  }
  std::vector<Bytes> arrived() {
    const MutexLock lock(mutex_);
    return arrived_;
  }
  void TearDown() override {
    loop_.call([this] { path_.reset(); });
  }

  static constexpr std::uint32_t own_requests = 0xA1B2C3D4;
  Socket ours_{GetParam()}, theirs_{GetParam()};
  NetworkLoop loop_;
  std::unique_ptr<UdpPath> path_;
  Mutex mutex_;
  std::condition_variable told_;
  std::vector<Bytes> arrived_ GUARDED_BY(mutex_);
};

TEST_P(UdpPathTest, stun_goes_on_to_the_agents_socket_and_the_rest_to_the_path) {
  ASSERT_TRUE(open());
  theirs_.send(ours_.address(), {0x16, 1});
  theirs_.send(ours_.address(), {0x00, 1, 2});
  theirs_.send(ours_.address(), {0x80, 111, 3});
  theirs_.send(ours_.address(), {0x03, 4});
  theirs_.send(ours_.address(), {0x04, 5});
  ASSERT_TRUE(arrive(3));
  EXPECT_EQ(arrived(), (std::vector<Bytes>{{0x16, 1}, {0x80, 111, 3}, {0x04, 5}}));
  EXPECT_EQ(ours_.receive(), (Bytes{0x00, 1, 2}));
  EXPECT_EQ(ours_.receive(), (Bytes{0x03, 4}));
}

TEST_P(UdpPathTest, answers_to_requests_of_our_own_come_to_the_path) {
  ASSERT_TRUE(open());
  const Bytes cookie{0x21, 0x12, 0xA4, 0x42}, mark{0xA1, 0xB2, 0xC3, 0xD4};
  const auto stun = [&](std::uint8_t class_high, std::uint8_t class_low, const Bytes& id) {
    Bytes bytes{class_high, class_low, 0, 0};
    bytes.insert(bytes.end(), cookie.begin(), cookie.end());
    bytes.insert(bytes.end(), id.begin(), id.end());
    return bytes;
  };
  const Bytes request = stun(0, 1, mark), success = stun(1, 1, mark), error = stun(1, 0x11, mark),
              other = stun(1, 1, {0xA1, 0xB2, 0xC3, 0xD5}), cut = stun(1, 1, {0xA1, 0xB2});
  for (const Bytes& one : {request, success, error, other, cut}) theirs_.send(ours_.address(), one);
  ASSERT_TRUE(arrive(2));
  EXPECT_EQ(arrived(), (std::vector<Bytes>{success, error}));
  EXPECT_EQ(ours_.receive(), request);
  EXPECT_EQ(ours_.receive(), other);
  EXPECT_EQ(ours_.receive(), cut);
}

TEST_P(UdpPathTest, without_the_path_the_agents_socket_gets_all_again) {
  ASSERT_TRUE(open());
  loop_.call([this] { path_.reset(); });
  theirs_.send(ours_.address(), {0x80, 1});
  EXPECT_EQ(ours_.receive(), (Bytes{0x80, 1}));
}

TEST_P(UdpPathTest, datagrams_of_any_sizes_leave_whole_and_in_order) {
  ASSERT_TRUE(open());
  std::vector<Bytes> sent;
  // Runs of one size with and without a smaller end, single ones, and more than one batch holds.
  for (const std::size_t size : {1000, 1000, 1000, 400, 20, 1200, 1200, 1200, 1200, 1200, 30, 40, 50, 50})
    sent.push_back(Bytes(size, static_cast<std::uint8_t>(sent.size())));
  for (int i = 0; i < 70; ++i) sent.push_back(Bytes(1180, static_cast<std::uint8_t>(sent.size())));
  loop_.call([&] {
    for (const Bytes& one : sent) path_->send(one);
  });
  for (const Bytes& one : sent) EXPECT_EQ(theirs_.receive(), one);
}

TEST_P(UdpPathTest, a_path_follows_the_other_side_to_a_new_address) {
  ASSERT_TRUE(open());
  const Socket moved(GetParam());
  loop_.call([&] {
    path_->send(Bytes{0x80, 1});
    path_->set_remote(moved.address());
    path_->send(Bytes{0x80, 2});
  });
  EXPECT_EQ(theirs_.receive(), (Bytes{0x80, 1}));
  EXPECT_EQ(moved.receive(), (Bytes{0x80, 2}));
}

TEST_P(UdpPathTest, a_socket_that_is_no_udp_socket_has_no_path) {
  const int tcp = socket(GetParam(), SOCK_STREAM | SOCK_CLOEXEC, 0);
  loop_.call([&] { path_ = UdpPath::open(loop_, tcp, theirs_.address(), 0, [](auto) {}); });
  EXPECT_EQ(path_, nullptr);
  close(tcp);
}

INSTANTIATE_TEST_SUITE_P(Families, UdpPathTest, ::testing::Values(AF_INET, AF_INET6));

}  // namespace
}  // namespace lethe::transport
