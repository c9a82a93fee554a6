// SPDX-License-Identifier: AGPL-3.0-or-later
// Attempts to store a byte from inside a media process while it serves a room: threads run, packets are decoded, a
// composite is sent. tests/process/sandbox/intruder.cpp runs inside.
#include <gmock/gmock.h>

#include <filesystem>
#include <sstream>

#include "tests/process/conference.hpp"
#include "tests/process/sandbox/attempts.hpp"
#include "tests/process/sandbox/folder.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;

class Prey {
 public:
  Prey() {
    std::filesystem::remove(link_);
    std::filesystem::create_symlink(folder_.path(), link_);
  }
  ~Prey() { std::filesystem::remove(link_); }
  std::string state() const { return folder_.state(); }

 private:
  sandbox::Folder folder_;
  std::filesystem::path link_ = std::filesystem::path(LETHE_BIN).parent_path() / "prey";
};

int times(const std::string& text, const std::string& part) {
  int count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// A session with another media process, after the last one died.
bool comes_back(Participant& resident) {
  return eventually([&] {
    try {
      resident.reconnect();
      return true;
    } catch (const std::runtime_error&) {
      return false;  // no warm process yet
    }
  });
}

#ifdef LETHE_SANITIZED  // under it a process takes a second to start; each kind of attempt is still made
constexpr std::size_t step = 6;
#else
constexpr std::size_t step = 1;
#endif

TEST(Intruder, IsRefusedEveryAttemptInsideAMediaProcessThatServesARoom) {
  const Prey prey;
  const std::string before = prey.state();
  LiveRoom live("workers:\n  warm: 3\n");
  const auto attempts = sandbox::all_attempts();
  ASSERT_GE(attempts.size(), 40U);
  int refused = 0, killed = 0;
  for (std::size_t i = 0; i < attempts.size(); i += step) {
    ASSERT_TRUE(live.resident.sees_frame_within(5s)) << "before " << attempts[i].name;
    const auto reply = live.resident.trickle("intrude " + std::to_string(i));
    if (reply.status == 400) {
      ++refused;
      const std::string outcome = reply.json().value("detail", "");
      EXPECT_THAT(outcome, testing::StartsWith("refused ")) << attempts[i].name;
      // The file is open: its size limit refuses, not a descriptor that leads nowhere.
      if (attempts[i].name == std::string("write")) {
        EXPECT_EQ(outcome, "refused " + std::to_string(EFBIG));
      }
    } else {
      ++killed;
      EXPECT_EQ(reply.status, 503) << attempts[i].name;
      ASSERT_TRUE(comes_back(live.resident));
    }
    EXPECT_EQ(prey.state(), before) << attempts[i].name << " left something behind";
  }
  // It is the filter that killed them, SIGSYS, and nothing else ended a process.
  EXPECT_TRUE(eventually([&] { return times(live.server.log(), "worker-ended signal=31") == killed; }))
      << live.server.log();
  EXPECT_EQ(times(live.server.log(), "worker-ended"), killed);
  EXPECT_EQ(static_cast<std::size_t>(refused + killed), (attempts.size() + step - 1) / step);
  std::printf("%d attempts: %d refused with an error, %d with death\n", refused + killed, refused, killed);
}

// Each line is one that control makes of words of the program and numbers.
void expect_only_lines_of_control(const std::string& log) {
  const auto line = testing::MatchesRegex("(debug|info|warning|error) [a-z-]+( [a-z_]+=[a-z0-9_.-]+)*");
  std::istringstream lines(log);
  for (std::string each; std::getline(lines, each);) EXPECT_THAT(each, line);
}

TEST(Intruder, HasNothingLoggedByWhatItWrites) {
  const Prey prey;
  LiveRoom live("workers:\n  warm: 3\n");
  const auto attempts = sandbox::attempts_on_log();
  for (std::size_t i = 0; i < attempts.size(); i += step) {
    ASSERT_TRUE(live.resident.sees_frame_within(5s)) << "before " << attempts[i].name;
    if (live.resident.trickle("print " + std::to_string(i)).status != 400) {
      ASSERT_TRUE(comes_back(live.resident));
    }
  }
  expect_only_lines_of_control(live.server.log());
}

TEST(Intruder, HasFewLinesLoggedByItsReports) {
  const Prey prey;
  LiveRoom live("workers:\n  warm: 3\n");
  EXPECT_THAT(live.resident.trickle("report 5000").body, testing::HasSubstr("said"));
  EXPECT_EQ(times(live.server.log(), "warning worker-reports report=event-lost\n"), 6);
  EXPECT_TRUE(live.resident.sees_frame_within(5s)) << "those in the room notice nothing";
  EXPECT_EQ(live.resident.trickle("check 106").status, 503);
  EXPECT_TRUE(eventually([&] { return times(live.server.log(), "worker-ended signal=6") == 1; }));
  EXPECT_THAT(live.server.log(),
              testing::HasSubstr("error worker-reports report=check-failed file=mix_encoder.cpp line=106\n"));
  EXPECT_THAT(live.server.log(), testing::HasSubstr("warning worker-reports-dropped at_least=1000\n"));
  expect_only_lines_of_control(live.server.log());
}

TEST(Intruder, IsToldOfWhenItEndsItsProcessByAnException) {
  const Prey prey;
  LiveRoom live;
  EXPECT_EQ(live.resident.trickle("throw LETHE-SAID").status, 503);
  EXPECT_TRUE(eventually([&] { return times(live.server.log(), "worker-ended signal=6") == 1; }));
  EXPECT_THAT(live.server.log(), testing::HasSubstr("error worker-reports report=exception\n"));
  expect_only_lines_of_control(live.server.log());
}

TEST(Intruder, LosesItsProcessByAReportThatIsNotInTheTable) {
  const Prey prey;
  LiveRoom live("workers:\n  warm: 3\n");
  int lost = 0;
  for (const char* body :
       {R"({"code":"LETHE-SAID","file":0,"number":0})", R"({"code":"check-failed","file":99,"number":0})",
        R"({"code":"check-failed","file":0,"number":65536})", R"({"code":"system-error","file":0,"number":-1})",
        R"({"code":"exception","file":0,"number":0,"text":"LETHE-SAID"})", R"({"code":7,"file":0,"number":0})"}) {
    live.resident.trickle(R"(say {"type":"report","body":)" + std::string(body) + "}");
    ++lost;
    EXPECT_TRUE(eventually([&] { return times(live.server.log(), "worker-speaks-another-language") == lost; })) << body;
    ASSERT_TRUE(comes_back(live.resident)) << body;
  }
  EXPECT_THAT(live.server.log(), testing::Not(testing::HasSubstr("worker-reports")));
  expect_only_lines_of_control(live.server.log());
}

}  // namespace
}  // namespace lethe::test
