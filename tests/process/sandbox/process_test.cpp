// SPDX-License-Identifier: AGPL-3.0-or-later
// The walls as seen from outside the process: in /proc, in signals, and in what it refuses to start with.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <latch>
#include <sstream>
#include <thread>

#include "pipelines/sandbox/sandbox.hpp"
#include "tests/process/sandbox/sandboxed_child.hpp"

namespace lethe::sandbox {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A child with four threads, standing still between receive("r") and send(".").
SandboxedChild::Plan standing_still() {
  SandboxedChild::Plan plan;
  plan.work = [] {
    std::latch started(3);
    std::atomic<bool> over = false;
    std::jthread threads[3];
    for (auto& thread : threads)
      thread = std::jthread([&] {
        started.count_down();
        over.wait(false);
      });
    started.wait();
    char byte = 'r';
    const bool told = write(SandboxedChild::channel, &byte, 1) == 1 && read(SandboxedChild::channel, &byte, 1) == 1;
    over = true;
    over.notify_all();
    return std::string(told ? "" : "no signal to go on");
  };
  return plan;
}

TEST(SandboxedProcess, HasTheFilterOnEveryThread) {
  SandboxedChild child(standing_still());
  ASSERT_EQ(child.receive(1), "r");
  int threads = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(child.pid()) + "/task")) {
    const std::string status = contents(task.path() / "status");
    EXPECT_THAT(status, HasSubstr("\nSeccomp:\t2\n"));
    EXPECT_THAT(status, HasSubstr("\nSeccomp_filters:\t2\n"));
    EXPECT_THAT(status, HasSubstr("\nNoNewPrivs:\t1\n"));
    EXPECT_THAT(status, HasSubstr("\nCapEff:\t0000000000000000\n"));
    EXPECT_THAT(status, HasSubstr("\nCapPrm:\t0000000000000000\n"));
    if (geteuid() == 0) {
      EXPECT_THAT(status, HasSubstr("\nUid:\t65534\t65534\t65534\t65534\n"));
      EXPECT_THAT(status, HasSubstr("\nGid:\t65534\t65534\t65534\t65534\n"));
      EXPECT_THAT(status, ContainsRegex("\nGroups:[ \t]*\n"));
      EXPECT_THAT(status, HasSubstr("\nCapBnd:\t0000000000000000\n"));
    }
    ++threads;
  }
  EXPECT_EQ(threads, 4);
  child.send(".");
  EXPECT_EQ(child.end(), "");
}

TEST(SandboxedProcess, HasLimitsOfZeroForFilesAndCores) {
  SandboxedChild child(standing_still());
  ASSERT_EQ(child.receive(1), "r");
  const std::string limits = contents("/proc/" + std::to_string(child.pid()) + "/limits");
  EXPECT_THAT(limits, ContainsRegex("Max file size +0 +0 +bytes"));
  EXPECT_THAT(limits, ContainsRegex("Max core file size +0 +0 +bytes"));
  child.send(".");
  EXPECT_EQ(child.end(), "");
}

TEST(SandboxedProcess, DiesWithItsParent) {
  SandboxedChild::Plan orphan = standing_still();
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // when this test fails early
    close(pair[0]);
    SandboxedChild child(orphan);
    // Only the grandchild's copy of the channel is left when this process is gone.
    const std::string ready = child.receive(1);
    if (write(pair[1], ready.data(), ready.size()) != 1) _exit(1);
    for (;;) pause();
  }
  close(pair[1]);
  char byte = 0;
  ASSERT_EQ(read(pair[0], &byte, 1), 1);
  std::ifstream children("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children");
  pid_t grandchild = 0;
  children >> grandchild;
  ASSERT_GT(grandchild, 0);
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, grandchild, 0));
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&ended, 1, 10'000), 1) << "the orphan lives on";
  close(handle);
  close(pair[0]);
}

TEST(SandboxedProcess, KeepsNothingOfTheEnvironmentAndCanSetItsOwn) {
  SandboxedChild::Plan plan;
  static const char* old_value = nullptr;
  plan.before_walls = [] {
    setenv("LETHE_TEST_SECRET", "hunter2", 1);
    old_value = getenv("LETHE_TEST_SECRET");
  };
  plan.warm_up = [] { setenv("ORC_CODE", "backup", 1); };
  plan.work = [] {
    if (getenv("LETHE_TEST_SECRET") || getenv("PATH")) return "a variable was kept";
    if (*old_value) return "the bytes of a variable were kept";
    return getenv("ORC_CODE") ? "" : "no variable can be set";
  };
  EXPECT_EQ(SandboxedChild(plan).end(), "");
}

TEST(SandboxedProcess, ClosesEveryDescriptorAboveTheChannel) {
  SandboxedChild::Plan plan;
  plan.before_walls = [] { dup2(0, 200); };
  plan.work = [] { return std::string(fcntl(200, F_GETFD) == -1 && fcntl(3, F_GETFD) >= 0 ? "" : "left open"); };
  EXPECT_EQ(SandboxedChild(plan).end(), "");
}

TEST(SandboxedProcess, RefusesToStartWithAFileOpenForWriting) {
  SandboxedChild::Plan plan;
  plan.before_walls = [] { dup2(open("/tmp", O_TMPFILE | O_WRONLY, 0600), 0); };
  plan.work = [] { return std::string(); };
  EXPECT_THAT(SandboxedChild(plan).end(), HasSubstr("descriptor 0 is a file"));
}

TEST(SandboxedProcess, LosesItsLogRatherThanKeepAFileOpen) {
  const int opened = open("/tmp", O_TMPFILE | O_RDWR, 0600);
  const int file = fcntl(opened, F_DUPFD_CLOEXEC, 100);  // above the descriptors that the child arranges
  close(opened);
  SandboxedChild::Plan plan = standing_still();
  plan.before_walls = [file] { dup2(file, 2); };
  plan.warm_up = [] { std::fputs("later line", stderr); };
  SandboxedChild child(plan);
  ASSERT_EQ(child.receive(1), "r");
  if (geteuid() == 0) {
    EXPECT_EQ(std::filesystem::read_symlink("/proc/" + std::to_string(child.pid()) + "/fd/2"), "/dev/null");
  }
  child.send(".");
  EXPECT_EQ(child.end(), "");
  char text[200] = {};
  EXPECT_GT(pread(file, text, sizeof text - 1, 0), 0);
  close(file);
  EXPECT_THAT(text, StartsWith("warning sandbox_log_is_a_file"));
  EXPECT_THAT(text, Not(HasSubstr("later line")));
}

// The self-test looks at them: without one, the next file to be opened would be standard error.
TEST(SandboxedProcess, HasStandardDescriptorsEvenWhenItWasStartedWithoutThem) {
  SandboxedChild::Plan plan;
  plan.before_walls = [] {
    for (const int fd : {0, 1, 2}) close(fd);
  };
  plan.work = [] { return std::string(); };
  EXPECT_EQ(SandboxedChild(plan).end(), "");
}

TEST(SandboxedProcess, RefusesToLockDownWhenAThreadRunsAlready) {
  static std::jthread early;
  const std::string ended = run_sandboxed(
      [] {
        early = std::jthread([](const std::stop_token& stop) {
          while (!stop.stop_requested()) std::this_thread::yield();
        });
      },
      [] { return std::string(); });
  EXPECT_THAT(ended, HasSubstr("2 threads run already"));
}

// As a kernel that lacks the call, or has Landlock switched off at its start.
void hide_landlock() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0);
  seccomp_load(filter);
  seccomp_release(filter);
}

TEST(SandboxedProcess, RefusesToLockDownOnAKernelWithoutLandlock) {
  EXPECT_THAT(run_sandboxed(hide_landlock, [] { return std::string(); }), HasSubstr("offers no Landlock"));
}

TEST(SandboxedProcess, EndsWithAbortOnABrokenInvariant) {
  EXPECT_THAT(run_sandboxed([] {}, []() -> std::string { abort(); }), HasSubstr("Aborted"));
}

TEST(SandboxedProcess, ReportsTheSelfTestAndTheFilter) {
  // Cannot be seen from work(): the report is lock_down's result, so this child calls it by itself.
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= 3; ++fd) dup2(nowhere, fd);
    try {
      raise_walls();
      const LockDown report = lock_down(Tcp::Allowed);
      _exit(report.self_test.attempts >= 20 && report.self_test.passed() && report.filter_sha256.size() == 64 ? 0 : 1);
    } catch (const std::exception&) {
      _exit(2);
    }
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace lethe::sandbox
