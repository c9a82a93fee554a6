// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/wire/channel.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mcu/wire/exit_code.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::wire {
namespace {

using State = Channel::State;
using Sent = Channel::Sent;

TEST(Channel, PacketsKeepTheirBorders) {
  auto [one, other] = Channel::pair();
  std::string packet;
  EXPECT_EQ(other.receive(packet), State::Empty);
  EXPECT_EQ(one.send("first"), Sent::Yes);
  EXPECT_EQ(one.send("second"), Sent::Yes);
  EXPECT_EQ(other.receive(packet), State::Packet);
  EXPECT_EQ(packet, "first");
  EXPECT_EQ(other.receive(packet), State::Packet);
  EXPECT_EQ(packet, "second");
  EXPECT_EQ(other.receive(packet), State::Empty);
}

TEST(Channel, APacketOfTheLimitPassesInBothDirections) {
  auto [one, other] = Channel::pair();
  std::string large(packet_limit, 'x'), packet;
  large.back() = 'y';
  EXPECT_EQ(one.send(large), Sent::Yes);
  EXPECT_EQ(other.receive(packet), State::Packet);
  EXPECT_EQ(packet, large);
  EXPECT_EQ(other.send(large), Sent::Yes);
  EXPECT_EQ(one.receive(packet), State::Packet);
  EXPECT_EQ(packet, large);
}

TEST(Channel, AnOverLongPacketIsNotSent) {
  auto [one, other] = Channel::pair();
  EXPECT_EQ(one.send(std::string(packet_limit + 1, 'x')), Sent::TooLarge);
  std::string packet;
  EXPECT_EQ(other.receive(packet), State::Empty);
}

TEST(Channel, AnOverLongPacketReadsAsTheEnd) {
  auto [one, other] = Channel::pair();
  const std::string over(packet_limit + 1, 'x');
  ASSERT_EQ(::send(one.fd(), over.data(), over.size(), 0), static_cast<ssize_t>(over.size()));
  std::string packet;
  EXPECT_EQ(other.receive(packet), State::Closed);
}

TEST(Channel, WhatWasSentBeforeTheEndIsReadBeforeTheEnd) {
  auto [one, other] = Channel::pair();
  EXPECT_EQ(one.send("last words"), Sent::Yes);
  { const Channel gone = std::move(one); }
  std::string packet;
  EXPECT_EQ(other.receive(packet), State::Packet);
  EXPECT_EQ(packet, "last words");
  EXPECT_EQ(other.receive(packet), State::Closed);
}

TEST(Channel, SendingToNobodyIsAnswerNotSignal) {
  auto [one, other] = Channel::pair();
  { const Channel gone = std::move(other); }
  EXPECT_EQ(one.send("hello"), Sent::NotNow);
}

TEST(Channel, AFullQueueRefusesAndDoesNotWait) {
  auto [one, other] = Channel::pair();
  const std::string large(packet_limit, 'x');
  int sent = 0;
  while (one.send(large) == Sent::Yes) ++sent;
  EXPECT_GE(sent, 1);
  std::string packet;
  for (int i = 0; i < sent; ++i) EXPECT_EQ(other.receive(packet), State::Packet);
  EXPECT_EQ(other.receive(packet), State::Empty) << "what was refused was not sent in part";
  EXPECT_EQ(one.send(large), Sent::Yes) << "there is room again";
}

TEST(Channel, ADescriptorTravelsWithItsPacketAndIsNotInherited) {
  auto [one, other] = Channel::pair();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor reader(ends[0]);
  {
    const Descriptor writer(ends[1]);
    ASSERT_EQ(one.send("with", writer.fd()), Sent::Yes);
    ASSERT_EQ(one.send("without"), Sent::Yes);
  }
  std::string packet;
  Descriptor came;
  ASSERT_EQ(other.receive(packet, &came), State::Packet);
  EXPECT_EQ(packet, "with");
  ASSERT_TRUE(came);
  EXPECT_TRUE(::fcntl(came.fd(), F_GETFD) & FD_CLOEXEC);
  EXPECT_EQ(::write(came.fd(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(::read(reader.fd(), &byte, 1), 1);
  ASSERT_EQ(other.receive(packet, &came), State::Packet);
  EXPECT_EQ(packet, "without");
  EXPECT_FALSE(came);
}

TEST(Channel, ADescriptorThatNobodyWantsIsClosed) {
  auto [one, other] = Channel::pair();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor reader(ends[0]);
  ASSERT_EQ(one.send("with", Descriptor(ends[1]).fd()), Sent::Yes);
  std::string packet;
  ASSERT_EQ(other.receive(packet), State::Packet);
  char byte = 0;
  EXPECT_EQ(::read(reader.fd(), &byte, 1), 0) << "nobody is left who could write";
}

TEST(Channel, ItsDescriptorsAreNotInherited) {
  auto [one, other] = Channel::pair();
  for (const auto* channel : {&one, &other}) EXPECT_TRUE(::fcntl(channel->fd(), F_GETFD) & FD_CLOEXEC);
}

TEST(Channel, MovingPassesTheDescriptorOn) {
  auto [one, other] = Channel::pair();
  const int fd = one.fd();
  Channel next(std::move(one));
  EXPECT_EQ(next.fd(), fd);
  next = Channel(-1);
  EXPECT_EQ(::fcntl(fd, F_GETFD), -1) << "closed";
  std::string packet;
  EXPECT_EQ(other.receive(packet), State::Closed);
}

TEST(ExitCode, HasANameForEachAndOneForOthers) {
  EXPECT_EQ(exit_name(0), "ok");
  EXPECT_EQ(exit_name(2), "usage");
  EXPECT_EQ(exit_name(3), "sandbox-failed");
  EXPECT_EQ(exit_name(4), "self-test-failed");
  EXPECT_EQ(exit_name(5), "channel-lost");
  EXPECT_EQ(exit_name(70), "internal");
  EXPECT_EQ(exit_name(1), "unknown");
}

}  // namespace
}  // namespace lethe::wire
