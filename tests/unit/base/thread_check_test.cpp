// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/thread_check.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "mcu/base/loop.hpp"

namespace lethe {
namespace {

struct Desk {
  void put() {
    CHECK_ON(thread);
    ++papers;
  }
  void wait() { CHECK_MAY_WAIT(); }
  int papers = 0;
  [[no_unique_address]] ThreadOwned thread;
};

void elsewhere(const std::function<void()>& work) { std::thread(work).join(); }

TEST(ThreadCheck, IsPassedByTheFirstThreadThatComes) {
  Desk desk;
  elsewhere([&] {
    desk.put();
    desk.put();
  });
  EXPECT_EQ(desk.papers, 2);
}

TEST(ThreadCheck, IsPassedByAnotherThreadAfterARelease) {
  Desk desk;
  desk.put();
  desk.thread.release();
  elsewhere([&] { desk.put(); });
  EXPECT_EQ(desk.papers, 2);
}

TEST(ThreadCheck, LetsAThreadWaitThatOthersDoNotWaitFor) {
  Desk desk;
  {
    const NeverWaits here;
    elsewhere([&] { desk.wait(); });
  }
  desk.wait();
}

#ifdef LETHE_THREAD_CHECKS

class ThreadCheckDeathTest : public testing::Test {
 protected:
  // The child process of a death test begins anew: this one has threads.
  ThreadCheckDeathTest() { testing::GTEST_FLAG(death_test_style) = "threadsafe"; }
};

TEST_F(ThreadCheckDeathTest, AbortsOnAnotherThread) {
  Desk desk;
  desk.put();
  EXPECT_DEATH(elsewhere([&] { desk.put(); }), "CHECK failed: .*thread.*thread_check_test\\.cpp");
}

TEST_F(ThreadCheckDeathTest, AbortsWhereALoopIsUsedBesideTheThreadThatRunsIt) {
  Loop loop;
  loop.post([&] {
    EXPECT_DEATH(elsewhere([&] { loop.after(std::chrono::seconds(1), [] {}); }), "CHECK failed: .*loop\\.cpp");
    loop.stop();
  });
  elsewhere([&] { loop.run(); });
  loop.cancel({});  // it has ended: anybody may clear up
}

TEST_F(ThreadCheckDeathTest, AbortsWhereAThreadWaitsThatMustNot) {
  const NeverWaits here;
  EXPECT_DEATH(Desk().wait(), "CHECK failed: .*NeverWaits");
}

#else

TEST(ThreadCheck, CostsNothingInARelease) {
  struct Bare {
    int papers;
  };
  EXPECT_EQ(sizeof(Desk), sizeof(Bare));
  Desk desk;
  desk.put();
  elsewhere([&] { desk.put(); });
  EXPECT_EQ(desk.papers, 2);
}

#endif

}  // namespace
}  // namespace lethe
