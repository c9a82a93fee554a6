// SPDX-License-Identifier: AGPL-3.0-or-later
// What the programs leave behind when they end, and what they say of it.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;

// A process like any other, in a folder of its own: whether this machine writes cores at all.
bool cores_are_written(const std::filesystem::path& folder) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::chdir(folder.c_str()) != 0) ::_exit(1);
    ::signal(SIGABRT, SIG_DFL);
    ::raise(SIGABRT);
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WCOREDUMP(status);
}

TEST(Ending, AFaultLeavesNoCoreWhateverTheLimitWas) {
  rlimit before{}, unlimited{RLIM_INFINITY, RLIM_INFINITY};
  ASSERT_EQ(::getrlimit(RLIMIT_CORE, &before), 0);
  unlimited.rlim_max = before.rlim_max;
  unlimited.rlim_cur = before.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_CORE, &unlimited), 0);
  LetheServer server;
  const bool written = cores_are_written(server.folder());
  const int status = server.end_with(SIGABRT);
  ::setrlimit(RLIMIT_CORE, &before);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGABRT);
  EXPECT_FALSE(WCOREDUMP(status));
  if (!written) GTEST_SKIP() << "This machine writes no cores of any process.";
}

TEST(Ending, ARoomThatEndsInTheOrdinaryWayIsNoWarning) {
  LiveRoom live;
  live.resident.leave();
  ASSERT_TRUE(eventually([&] { return !std::filesystem::exists("/proc/" + std::to_string(live.media)); }));
  EXPECT_EQ(live.server.stop().first, 0);
  EXPECT_THAT(live.server.log(), testing::Not(testing::HasSubstr("worker-ended")));
  EXPECT_THAT(live.server.log(), testing::Not(testing::HasSubstr("warning")));
}

}  // namespace
}  // namespace lethe::test
