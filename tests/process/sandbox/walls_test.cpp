// SPDX-License-Identifier: AGPL-3.0-or-later
// Planted writes: every way to store a byte, tried from inside the walls, one process each.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <exception>
#include <stdexcept>

#include "pipelines/sandbox/filter.hpp"
#include "pipelines/sandbox/landlock.hpp"
#include "pipelines/sandbox/sandbox.hpp"
#include "pipelines/sandbox/walls.hpp"
#include "tests/process/sandbox/attempts.hpp"
#include "tests/process/sandbox/folder.hpp"

namespace lethe::sandbox {
namespace {

enum class Walls { None, All, SeccompAndLimits, LandlockAndLimits };

void build(Walls walls) {
  if (walls == Walls::All && !lock_down(Tcp::Denied).self_test.passed()) throw std::runtime_error("self-test");
  if (walls == Walls::SeccompAndLimits) install(filter_program(Tcp::Denied, Verdict::Kill));
  if (walls == Walls::LandlockAndLimits) enter_landlock(Tcp::Denied);
}

// Where the child tells its outcome: its exit status is that of a shell when an attempt replaces the program.
struct Told {
  enum { Nothing, Attempting, Done } stage;
  int error;
};

[[noreturn]] void be_intruder(const Attempt& attempt, Walls walls, const Folder& folder, Told& told) {
  const int nowhere = open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 3; ++fd) dup2(nowhere, fd);
  try {
    walls == Walls::None ? drop_privileges() : raise_walls();
    // The mistakes that the walls must survive: files opened while it was still possible.
    Place place{.folder = folder.path()};
    place.open_file = open(place.existing().c_str(), O_RDWR);
    place.source = open((place.folder + "/source").c_str(), O_RDONLY);
    if (place.open_file < 0 || place.source < 0) _exit(1);
    build(walls);
    told.stage = Told::Attempting;
    told.error = attempt.run(place);
    told.stage = Told::Done;
  } catch (const std::exception&) {
    _exit(1);
  }
  _exit(0);
}

struct Outcome {
  bool attempted = false, stored = false, changed = false;
  std::string text;
};

Outcome make(const Attempt& attempt, Walls walls) {
  const Folder folder;
  const std::string before = folder.state();
  auto* told =
      static_cast<Told*>(mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  *told = {Told::Nothing, 0};
  const pid_t child = fork();
  if (child == 0) be_intruder(attempt, walls, folder, *told);
  int status = 0;
  waitpid(child, &status, 0);
  const Told is = *told;
  munmap(told, sizeof(Told));

  Outcome outcome;
  outcome.attempted = is.stage != Told::Nothing;
  outcome.changed = folder.state() != before;
  if (WIFSIGNALED(status)) {
    outcome.text = "killed by " + std::string(strsignal(WTERMSIG(status)));
    if (WTERMSIG(status) != SIGSYS) outcome.stored = walls != Walls::None;  // not what a wall does
  } else if (is.stage == Told::Done && is.error != 0) {
    outcome.text = std::string("refused: ") + std::strerror(is.error);
  } else {
    outcome.text = "stored";
    outcome.stored = WEXITSTATUS(status) == 0;  // a program that took over may have failed
  }
  return outcome;
}

bool refused_by(const Attempt& attempt, Refusal wall) {
  return attempt.refusal == wall || attempt.refusal == Refusal::ByBoth;
}

void expect_refused(const Attempt& attempt, Walls walls) {
  const Outcome outcome = make(attempt, walls);
  EXPECT_TRUE(outcome.attempted) << attempt.name << ": the walls could not be raised";
  EXPECT_FALSE(outcome.stored) << attempt.name << ": " << outcome.text;
  EXPECT_FALSE(outcome.changed) << attempt.name << " left something on the disk; " << outcome.text;
}

TEST(Walls, AreTriedInAtLeastFortyWays) { EXPECT_GE(all_attempts().size(), 40U); }

TEST(Walls, LetNoAttemptStoreAByte) {
  for (const Attempt& attempt : all_attempts()) expect_refused(attempt, Walls::All);
}

TEST(Walls, RefuseWithSeccompAndLimitsAlone) {
  for (const Attempt& attempt : all_attempts())
    if (refused_by(attempt, Refusal::BySeccomp)) expect_refused(attempt, Walls::SeccompAndLimits);
}

TEST(Walls, RefuseEveryFileWithLandlockAndLimitsAlone) {
  for (const Attempt& attempt : all_attempts())
    if (refused_by(attempt, Refusal::ByLandlock)) expect_refused(attempt, Walls::LandlockAndLimits);
}

// Without this the tests above would also pass if the attempts were wrong.
TEST(Walls, AreNeededBecauseWithoutThemTheAttemptsSucceed) {
  for (const Attempt& attempt : all_attempts()) {
    if (attempt.trace == Trace::NoControl) continue;
    const Outcome outcome = make(attempt, Walls::None);
    ASSERT_TRUE(outcome.attempted) << attempt.name;
    EXPECT_TRUE(outcome.stored) << attempt.name << ": " << outcome.text;
    EXPECT_EQ(outcome.changed, attempt.trace == Trace::Disk) << attempt.name;
  }
}

}  // namespace
}  // namespace lethe::sandbox
