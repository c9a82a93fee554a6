// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/loop.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace lethe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct LoopTest : testing::Test {
  LoopTest() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0); }
  ~LoopTest() override {
    for (const int fd : ends)
      if (fd >= 0) ::close(fd);
  }
  Loop loop;
  std::vector<std::string> order;
  int ends[2] = {-1, -1};
};

TEST_F(LoopTest, PostedTasksRunInOrderAndOnesPostedByThemAfterwards) {
  loop.post([&] {
    order.push_back("a");
    loop.post([&] {
      order.push_back("c");
      loop.stop();
    });
  });
  loop.post([&] { order.push_back("b"); });
  loop.run();
  EXPECT_THAT(order, ElementsAre("a", "b", "c"));
}

TEST_F(LoopTest, OtherThreadsMayPostAndStop) {
  int sum = 0;  // of the loop's thread alone
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        loop.post([&] {
          if (++sum == 4000) loop.stop();
        });
    });
  loop.run();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sum, 4000);
}

TEST_F(LoopTest, TimersRunWhenTheyAreDueAndOnce) {
  const auto start = Loop::Clock::now();
  loop.after(20ms, [&] {
    order.push_back("late");
    loop.stop();
  });
  loop.after(5ms, [&] { order.push_back("early"); });
  loop.run();
  EXPECT_THAT(order, ElementsAre("early", "late"));
  EXPECT_GE(Loop::Clock::now() - start, 20ms);
}

TEST_F(LoopTest, ARepeatedTimerRunsUntilItIsCancelledAlsoByItself) {
  int beats = 0;
  Loop::Timer timer{};
  timer = loop.every(1ms, [&] {
    if (++beats == 3) {
      loop.cancel(timer);
      loop.after(10ms, [&] { loop.stop(); });
    }
  });
  loop.run();
  EXPECT_EQ(beats, 3);
}

TEST_F(LoopTest, ATimerMayCancelAnotherThatIsDueToo) {
  Loop::Timer second{};
  loop.after(0ms, [&] {  // both are due at once
    order.push_back("first");
    loop.cancel(second);
    loop.cancel(second);
  });
  second = loop.after(0ms, [&] { order.push_back("second"); });
  loop.after(5ms, [&] { loop.stop(); });
  loop.run();
  EXPECT_THAT(order, ElementsAre("first"));
}

TEST_F(LoopTest, AWatchedDescriptorTellsOfBytesAndOfItsEnd) {
  loop.watch(ends[0], [&] {
    char byte = 0;
    const auto got = ::read(ends[0], &byte, 1);
    order.push_back(got == 1 ? std::string(1, byte) : "end");
    if (got == 1) return;
    loop.unwatch(ends[0]);  // its own, while it runs
    loop.stop();
  });
  EXPECT_EQ(::write(ends[1], "xy", 2), 2);
  loop.post([&] { ::close(std::exchange(ends[1], -1)); });
  loop.run();
  EXPECT_THAT(order, ElementsAre("x", "y", "end"));
}

TEST_F(LoopTest, WhatIsNotWatchedAnyMoreDoesNotTell) {
  loop.watch(ends[0], [&] { order.push_back("read"); });
  EXPECT_EQ(::write(ends[1], "x", 1), 1);
  loop.unwatch(ends[0]);
  loop.unwatch(ends[0]);
  loop.after(2ms, [&] { loop.stop(); });
  loop.run();
  EXPECT_TRUE(order.empty());
}

TEST_F(LoopTest, ItRunsAgainAfterAStop) {
  for (int i = 0; i < 3; ++i) {
    loop.post([&] { order.push_back("run"); });
    loop.stop();
    loop.run();
  }
  EXPECT_THAT(order, testing::SizeIs(3));
}

}  // namespace
}  // namespace lethe
