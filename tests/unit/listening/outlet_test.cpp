// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/outlet.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

namespace lethe::listening {
namespace {

struct Pair {
  Pair() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    writer = std::make_shared<const wire::Descriptor>(ends[0]);
    reader = wire::Descriptor(ends[1]);
  }
  media::Bytes read() const {
    std::array<std::uint8_t, 65'536> some;
    const ssize_t got = ::recv(reader.fd(), some.data(), some.size(), MSG_DONTWAIT);
    return media::Bytes(some.begin(), some.begin() + std::max<ssize_t>(got, 0));
  }
  wire::SharedDescriptor writer;
  wire::Descriptor reader;
};

TEST(Outlet, WritesBothParts) {
  Pair pair;
  Outlet outlet(pair.writer);
  ASSERT_TRUE(outlet.ready());
  outlet.write(media::Bytes{1, 2}, media::Bytes{3});
  EXPECT_EQ(pair.read(), (media::Bytes{1, 2, 3}));
}

TEST(Outlet, AFullSocketIsWaitedForWithoutWaitingAndNothingIsLost) {
  Pair pair;
  Outlet outlet(pair.writer);
  media::Bytes sent, received;
  std::uint8_t mark = 0;
  const auto fill = [&] {
    while (outlet.ready()) {
      const media::Bytes head(100, ++mark), payload(5000, ++mark);
      outlet.write(head, payload);
      sent.insert(sent.end(), head.begin(), head.end());
      sent.insert(sent.end(), payload.begin(), payload.end());
    }
  };
  fill();
  EXPECT_FALSE(outlet.broken());
  for (int i = 0; i < 20; ++i) {
    const auto some = pair.read();
    received.insert(received.end(), some.begin(), some.end());
    fill();
  }
  while (received.size() < sent.size()) {
    const auto some = pair.read();
    received.insert(received.end(), some.begin(), some.end());
    outlet.ready();
  }
  EXPECT_EQ(received, sent);
}

TEST(Outlet, AClosedReaderBreaksItAndRaisesNoSignal) {
  Pair pair;
  Outlet outlet(pair.writer);
  pair.reader = {};
  outlet.write(media::Bytes{1}, {});
  EXPECT_TRUE(outlet.broken());
  EXPECT_FALSE(outlet.ready());
}

}  // namespace
}  // namespace lethe::listening
