// SPDX-License-Identifier: AGPL-3.0-or-later
// What the programs leave behind when they end, and what they report about it.
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

TEST(Ending, ARoomItsLinkAndItsPicturesAreThereAgainAfterATermAndAfterAKill) {
  LiveRoom live;
  const std::string room = "/api/v1/rooms/" + live.room;
  const Json link = live.server.ask("POST", room + "/invitations", live.server.api_key(), "{}").json();
  for (const int signal : {SIGTERM, SIGKILL}) {
    live.server.end_with(signal);
    const auto started = std::chrono::steady_clock::now();
    live.server.start_again();
    ASSERT_TRUE(eventually([&] { return live.server.ask("GET", "/readyz", "").status == 200; }));
    EXPECT_EQ(live.server.ask("GET", room, link.at("token")).status, 200);
    Participant back(live.server, live.loop, live.room, "Resident");
    EXPECT_TRUE(back.sees_frame_within(5s));
    std::printf("signal %d: a picture %ld ms after the start\n", signal,
                static_cast<long>((std::chrono::steady_clock::now() - started) / 1ms));
    back.leave();
  }
  EXPECT_EQ(live.server.ask("DELETE", room, live.server.api_key()).status, 204);
  live.server.end_with(SIGTERM);
  live.server.start_again();
  EXPECT_EQ(live.server.ask("GET", room, live.server.api_key()).status, 404);
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
