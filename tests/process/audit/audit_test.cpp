// SPDX-License-Identifier: AGPL-3.0-or-later
// The audit passes on a live server and names the one wall that a broken server lacks.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/process/audit/run.hpp"
#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// A stand-in that lacks one wall; tests/process/audit/stand_in.cpp. Its folder lies in the build tree, on a disk, and
// holds its programs. `before`: what a shell does before it becomes the stand-in, which is exec "$0" "$@".
class StandIn {
 public:
  explicit StandIn(const std::string& flaw, const std::string& before = R"(exec "$0" "$@")")
      : folder_(std::filesystem::absolute("build") / "audit-XXXXXX") {
    std::string name = folder_;
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder_ = name;
    std::filesystem::create_directory(folder_ / "gstreamer-1.0");
    for (const char* file : {"shared", "libavformat.so.59", "libopus.so.0", "gstreamer-1.0/libgstadded.so"})
      std::ofstream(folder_ / file) << std::string(4096, 'x');
    if (::mkfifo((folder_ / "pipe").c_str(), 0600) != 0) throw std::runtime_error("mkfifo");
    copy_programs(folder_);
    start(flaw, before);
  }
  ~StandIn() {
    ::close(hold_);
    ::waitpid(pid_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  std::string pid() const { return std::to_string(pid_); }
  std::string media_pid() const {
    std::ifstream children("/proc/" + pid() + "/task/" + pid() + "/children");
    std::string child;
    children >> child;
    return child;
  }
  const std::filesystem::path& folder() const { return folder_; }
  // Those that it runs, under the names of Lethe's.
  static void copy_programs(const std::filesystem::path& folder) {
    for (const char* name : {"lethe", "lethe-media", "lethe-voice"})
      std::filesystem::copy_file(AUDIT_STAND_IN, folder / name);
  }

 private:
  void start(const std::string& flaw, const std::string& before) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    std::string shell = "/bin/bash", option = "-c", script = before, program = folder_ / "lethe", which = flaw,
                where = folder_, variable = "SECRET=hunter2";
    char* argv[] = {shell.data(), option.data(), script.data(), program.data(), which.data(), where.data(), nullptr};
    char* environment[] = {variable.data(), nullptr};
    const int error = ::posix_spawn(&pid_, shell.c_str(), &actions, nullptr, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    hold_ = in[1];
    char byte = 0;
    const bool ready = error == 0 && ::read(out[0], &byte, 1) == 1;
    ::close(out[0]);
    if (!ready) throw std::runtime_error("the stand-in did not get ready");
  }

  std::filesystem::path folder_;
  pid_t pid_ = -1;
  int hold_ = -1;
};

class AuditAsRoot : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can take walls away and see all of them";
  }
};

TEST_P(AuditAsRoot, FailsExactlyTheCheckOfTheWallThatIsMissing) {
  const std::string flaw = GetParam();
  const StandIn server(flaw);
  const Audit audit = run_audit("--pid " + server.pid());
  EXPECT_EQ(audit.status, 1);
  EXPECT_EQ(audit.verdict(), "breach");
  std::string check = flaw;
  for (const char* variant : {"-missing", "-reading", "-pipe", "-terminal", "-output", "-closed", "-datagram"})
    if (const auto at = flaw.find(variant); at != flaw.npos) check = flaw.substr(0, at);
  EXPECT_THAT(audit.breaches, ElementsAre(check)) << audit.report.dump(1);
}
INSTANTIATE_TEST_SUITE_P(OnServersWithout, AuditAsRoot,
                         testing::Values("seccomp", "filter-program", "no-new-privileges", "capabilities", "user",
                                         "not-dumpable", "file-size-limit", "core-limit", "open-files",
                                         "open-files-reading", "open-files-pipe", "open-files-terminal",
                                         "standard-descriptors", "standard-descriptors-output",
                                         "standard-descriptors-closed", "local-sockets", "local-sockets-datagram",
                                         "named-memory", "shared-memory", "new-code", "plugins", "plugins-missing",
                                         "libraries", "written-bytes", "environment", "no-media-code"),
                         [](const auto& flaw) {
                           std::string name = flaw.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// Without this the tests above would say nothing about the one wall.
TEST_F(AuditAsRoot, PassesOnAStandInWithAllWalls) {
  const StandIn server("none");
  const Audit audit = run_audit("--pid " + server.pid());
  EXPECT_EQ(audit.status, 0);
  EXPECT_EQ(audit.verdict(), "pass") << audit.report.dump(1);
}

// This machine may have no swap to push memory to: the kernel's word for it is put in its place.
TEST_F(AuditAsRoot, FailsExactlyTheCheckOfSwapWhenMemoryWasSwappedOut) {
  const StandIn server("none");
  const std::string status = "/proc/" + server.media_pid() + "/status", forged = server.folder() / "status";
  std::ifstream from(status);
  std::ofstream to(forged);
  for (std::string line; std::getline(from, line);)
    to << (line.starts_with("VmSwap:") ? "VmSwap:\t       4 kB" : line) << "\n";
  to.close();
  const Audit audit = run_audit("--pid " + server.pid(), "unshare --mount sh -c 'mount --bind " + forged + " " +
                                                             status + R"( && exec "$0" "$@"')");
  EXPECT_EQ(audit.status, 1);
  EXPECT_THAT(audit.breaches, ElementsAre("swap")) << audit.report.dump(1);
}

TEST_F(AuditAsRoot, FailsWhenAnotherProgramRunsThanTheOneThatWasBuilt) {
  const StandIn server("none");
  for (const char* changed : {"lethe", "lethe-media", "lethe-voice"}) {
    const auto built = server.folder() / (std::string("built-") + changed);
    std::filesystem::create_directory(built);
    StandIn::copy_programs(built);
    const std::string arguments = "--pid " + server.pid() + " --programs " + built.string();
    EXPECT_EQ(run_audit(arguments).verdict(), "pass");
    std::ofstream(built / changed, std::ios::app) << "x";
    const Audit audit = run_audit(arguments);
    EXPECT_THAT(audit.breaches, ElementsAre("program"));
    EXPECT_THAT(audit.report.dump(), HasSubstr("is not " + (built / changed).string()));
  }
}

// As the first start of a day does, by reading libraries.
TEST_F(AuditAsRoot, PassesWhenTheDiskWasWrittenOnlyBeforeTheWalls) {
  const StandIn server("written-before");
  const Audit audit = run_audit("--pid " + server.pid());
  EXPECT_EQ(audit.verdict(), "pass") << audit.report.dump(1);
  EXPECT_THAT(audit.text("written-bytes"), StartsWith("0 since its walls stand; "));
  EXPECT_NE(audit.text("written-bytes"), "0 since its walls stand; 0 before") << "the stand-in wrote nothing";
}

// `exec lethe > >(cat)` makes cat a child of lethe.
TEST_F(AuditAsRoot, TellsMediaProcessesFromProgramsThatAreNoneOfLethes) {
  const StandIn server("none", R"(exec "$0" "$@" > >(exec cat))");
  const Audit audit = run_audit("--pid " + server.pid());
  EXPECT_EQ(audit.verdict(), "pass") << audit.report.dump(1);
  EXPECT_THAT(audit.report.dump(), HasSubstr(R"("subject":"cat )"));
  EXPECT_THAT(audit.text("foreign"), HasSubstr("has no socket"));
}

TEST_F(AuditAsRoot, FailsWhenAProgramThatIsNoneOfLethesHasASocket) {
  const StandIn server("none", R"(exec 8<&0 9<>/dev/udp/127.0.0.1/9
                                  cat <&8 8<&- >/dev/null &
                                  exec "$0" "$@" 8<&- 9>&-)");
  const Audit audit = run_audit("--pid " + server.pid());
  EXPECT_EQ(audit.status, 1);
  EXPECT_THAT(audit.breaches, ElementsAre("foreign")) << audit.report.dump(1);
}

TEST_F(AuditAsRoot, SaysWhatItCouldNotCheckToEverybodyElse) {
  const StandIn server("none");
  const Audit audit = run_audit("--pid " + server.pid(), "setpriv --reuid=65534 --regid=65534 --clear-groups");
  EXPECT_EQ(audit.status, 0);
  EXPECT_EQ(audit.verdict(), "partial");
  EXPECT_EQ(audit.text("seccomp"), "mode 2 on 1 threads");
  EXPECT_EQ(audit.text("filter-program"), "needs root");
}

TEST_F(AuditAsRoot, FindsTheBreachThatEverybodyElseCanSee) {
  const StandIn server("file-size-limit");
  const Audit audit = run_audit("--pid " + server.pid(), "setpriv --reuid=65534 --regid=65534 --clear-groups");
  EXPECT_EQ(audit.status, 1);
  EXPECT_THAT(audit.breaches, ElementsAre("file-size-limit"));
}

TEST(Audit, FailsExactlyTheCheckThatAFlawedProgramCallsFor) {
  for (const auto& [program, check] :
       {std::pair{FLAWED_SYMBOL, "symbols"}, std::pair{FLAWED_NAME, "names"},
        std::pair{FLAWED_LIBRARY, "needed-libraries"}, std::pair{FLAWED_HARDENING, "hardening"}}) {
    const Audit audit = run_audit(std::string("--static ") + program);
    EXPECT_EQ(audit.status, 1);
    EXPECT_THAT(audit.breaches, ElementsAre(check)) << audit.report.dump(1);
  }
}

TEST(Audit, SaysThatNothingCouldBeCheckedWhenThereIsNoServer) {
  EXPECT_EQ(run_audit("--pid 999999999 2>/dev/null").status, 2);
  EXPECT_EQ(run_audit("--static /nowhere 2>/dev/null").status, 2);
}

TEST(Audit, SaysThatAProcessIsNoLethe) {
  const std::string self = std::to_string(::getpid());
  const Audit audit = run_audit("--pid " + self + " 2>&1");
  EXPECT_EQ(audit.status, 2);
  EXPECT_EQ(audit.said, "audit: process " + self + " is no running lethe\n");
}

TEST_F(AuditAsRoot, ListsTheServersThatItCanNotChooseBetween) {
  const StandIn one("none"), two("none");
  const Audit audit = run_audit("2>&1");
  EXPECT_EQ(audit.status, 2);
  for (const StandIn* server : {&one, &two}) {
    EXPECT_THAT(audit.said, HasSubstr("--pid " + server->pid()));
    EXPECT_THAT(audit.said, HasSubstr("none " + server->folder().string()));
  }
}

TEST(Audit, PassesOnALiveServerDuringAConferenceOfThree) {
  LetheServer server;
  PeerLoop loop;
  const auto room = server.make_room();
  Participant one(server, loop, room, "One"), two(server, loop, room, "Two"), three(server, loop, room, "Three");
  for (auto* participant : {&one, &two, &three}) ASSERT_TRUE(participant->sees_frame_within(5s));
  ASSERT_EQ(live_media_processes(server).size(), 1u);
  const Audit audit = run_audit("--pid " + std::to_string(server.pid()));
  EXPECT_EQ(audit.status, 0);
  EXPECT_THAT(audit.breaches, IsEmpty());
  EXPECT_EQ(audit.verdict(), ::geteuid() == 0 ? "pass" : "partial") << audit.report.dump(1);
  const auto live = std::to_string(live_media_processes(server)[0]);
  EXPECT_THAT(audit.report.dump(), HasSubstr("media " + live));
  // The network, decode, video and audio threads were among those looked at.
  bool many = false;
  for (const auto& finding : audit.report["findings"])
    if (finding["check"] == "seccomp" && finding["subject"] == "media " + live)
      many = std::stoi(finding["text"].get<std::string>().substr(10)) >= 4;
  EXPECT_TRUE(many);
  for (auto* participant : {&one, &two, &three}) EXPECT_TRUE(participant->sees_frame_within(frame_due));
}

}  // namespace
}  // namespace lethe::test
