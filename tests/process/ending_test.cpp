// SPDX-License-Identifier: AGPL-3.0-or-later
// What the programs leave behind when they end, and what they report about it.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;

// The test and all that it starts are in a folder of their own, where everybody may write a core of any size.
class Cores : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "Only root raises the limits of other processes.";
    std::string name = std::filesystem::temp_directory_path() / "lethe-cores-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    before = std::filesystem::current_path();
    std::filesystem::current_path(folder);
    ASSERT_EQ(::chmod(folder.c_str(), 0777), 0);
    ASSERT_EQ(::getrlimit(RLIMIT_CORE, &limit), 0);
    ASSERT_EQ(::setrlimit(RLIMIT_CORE, &unlimited), 0);
  }
  void TearDown() override {
    if (folder.empty()) return;
    ::setrlimit(RLIMIT_CORE, &limit);
    std::filesystem::current_path(before);
    std::filesystem::remove_all(folder);
  }

  // A process like any other, of the user that walled processes have: whether this machine writes cores at all.
  bool are_written() const {
    const pid_t child = ::fork();
    if (child == 0) {
      constexpr uid_t nobody = 65534;
      if (::setresuid(nobody, nobody, nobody) != 0 || ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) ::_exit(1);
      ::signal(SIGABRT, SIG_DFL);
      ::raise(SIGABRT);
      ::_exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    const bool here = !std::filesystem::is_empty(folder);
    for (const auto& core : std::filesystem::directory_iterator(folder)) std::filesystem::remove(core);
    return WIFSIGNALED(status) && WCOREDUMP(status) && here;
  }
  // As a fault would, with the limit that the process has, or without one.
  void abort(pid_t process, bool without_limit) {
    if (without_limit && ::prlimit(process, RLIMIT_CORE, &unlimited, nullptr) != 0) raised = false;
    ::kill(process, SIGABRT);
  }
  static bool is_voice(pid_t process) {
    std::string name, line;
    std::getline(std::ifstream("/proc/" + std::to_string(process) + "/comm"), name);
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    while (std::getline(status, line))
      if (name == "lethe-voice" && line == "Seccomp:\t2") return true;  // its walls stand
    return false;
  }

  static constexpr rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  rlimit limit{};
  bool raised = true;  // root may lack the capability (CAP_SYS_RESOURCE)
  std::filesystem::path folder, before;
};

TEST_F(Cores, AreLeftByNoProcessWhateverTheLimit) {
  const bool written = are_written();
  for (const bool without_limit : {false, true}) {
    LiveRoom live("log:\n  level: debug\n");
    LetheServer& server = live.server;
    const std::string path = "/api/v1/rooms/" + live.room;
    server.ask("PATCH", path, server.api_key(), Json{{"spokenChat", true}}.dump());
    const Json line{{"text", std::string(130, 'a')}, {"spoken", true}, {"language", "en"}};
    ASSERT_EQ(server.ask("POST", path + "/messages", live.resident.token(), line.dump()).status, 201);
    ASSERT_TRUE(eventually([&] {
      for (const pid_t child : server.media_processes())
        if (is_voice(child)) return abort(child, without_limit), true;
      return false;
    }));
    EXPECT_TRUE(eventually([&] { return server.log().find("voice-ended signal=6") != std::string::npos; }));
    abort(live.media, without_limit);
    EXPECT_TRUE(eventually([&] { return server.log().find("worker-ended signal=6") != std::string::npos; }));
    const int status = [&] {
      if (without_limit) ::prlimit(server.pid(), RLIMIT_CORE, &unlimited, nullptr);
      return server.end_with(SIGABRT);
    }();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && !WCOREDUMP(status)) << status;
    EXPECT_TRUE(std::filesystem::is_empty(folder)) << "without limit: " << without_limit;
  }
  if (!raised) GTEST_SKIP() << "Only the limit that the processes set for themselves was tried.";
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
