// SPDX-License-Identifier: AGPL-3.0-or-later
// Attempts to store a byte from inside a media process while it serves a room: threads run, packets are decoded, a
// composite is sent. tests/process/sandbox/intruder.cpp runs inside.
#include <gmock/gmock.h>

#include <filesystem>

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

TEST(Intruder, IsRefusedEveryAttemptInsideAMediaProcessThatServesARoom) {
  const Prey prey;
  const std::string before = prey.state();
  LiveRoom live("workers:\n  warm: 3\n");
  const auto attempts = sandbox::all_attempts();
  ASSERT_GE(attempts.size(), 40U);
  int refused = 0, killed = 0;
#ifdef LETHE_SANITIZED  // under it a process takes a second to start; each kind of attempt is still made
  constexpr std::size_t step = 6;
#else
  constexpr std::size_t step = 1;
#endif
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
      ASSERT_TRUE(eventually([&] {
        try {
          live.resident.reconnect();
          return true;
        } catch (const std::runtime_error&) {
          return false;  // no warm process yet
        }
      }));
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

}  // namespace
}  // namespace lethe::test
