// SPDX-License-Identifier: AGPL-3.0-or-later
// A request for erasure succeeds even when the disk is full. The disk is a small one in memory, visible only to this
// process and the server.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "tests/process/lethe_server.hpp"

namespace lethe::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "Only root mounts.";
    std::string name = std::filesystem::temp_directory_path() / "lethe-disk-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    disk = name;
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_EQ(::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4m"), 0);
  }
  void TearDown() override {
    if (disk.empty()) return;
    ::umount2(disk.c_str(), MNT_DETACH);
    std::filesystem::remove(disk);
  }
  std::string store() const { return "store:\n  path: " + (disk / "lethe.db").string() + "\n"; }
  void fill() const {
    std::ofstream file(disk / "filler", std::ios::binary | std::ios::app);
    for (std::size_t size = 65'536; size >= 1; size /= 2)
      while (file.write(std::string(size, 'x').data(), static_cast<std::streamsize>(size)).flush())
        ;
  }
  void make_room() const { std::filesystem::remove(disk / "filler"); }
  // Of the database and all that belongs to it.
  std::string bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(disk)) {
      if (entry.path().filename() == "filler") continue;
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      all += text.str();
    }
    return all;
  }
  static std::string account(const LetheServer& server, const std::string& name) {
    const std::string body = Json{{"name", name}, {"password", "correct horse battery"}}.dump();
    EXPECT_EQ(server.ask("POST", "/api/v1/accounts", "", body).status, 201);
    return server.ask("POST", "/api/v1/sessions", "", body).json().value("token", "");
  }
  static int erase(const LetheServer& server, const std::string& token) {
    return server.ask("DELETE", "/api/v1/accounts/me", token).status;
  }

  std::filesystem::path disk;
};

TEST_F(FullDisk, AccountsRoomsAndSessionsAreErasedOneAfterTheOther) {
  LetheServer server(store());
  std::vector<std::string> tokens;
  for (const char* name : {"forgetme-ada", "forgetme-bob", "forgetme-eve"}) {
    tokens.push_back(account(server, name));
    for (int i = 0; i < 10; ++i)
      ASSERT_EQ(
          server.ask("POST", "/api/v1/rooms", tokens.back(), Json{{"name", std::string("salon of ") + name}}.dump())
              .status,
          201);
  }
  const std::string stays = account(server, "grace");
  const std::string room = server.make_room();
  fill();
  EXPECT_EQ(server.ask("POST", "/api/v1/rooms", stays, "{}").status, 503) << "there is no room for more";
  for (const auto& token : tokens) EXPECT_EQ(erase(server, token), 204);
  EXPECT_EQ(server.ask("DELETE", "/api/v1/rooms/" + room, server.api_key()).status, 204);
  EXPECT_THAT(bytes(), Not(HasSubstr("forgetme")));
  EXPECT_EQ(server.ask("DELETE", "/api/v1/sessions/current", stays).status, 204);
  EXPECT_EQ(server.ask("GET", "/api/v1/accounts/me", stays).status, 401);
  server.end_with(SIGKILL);
  make_room();
  server.start_again();
  ASSERT_TRUE(eventually([&] { return server.ask("GET", "/readyz", "").status == 200; }));
  for (const auto& token : tokens) EXPECT_EQ(server.ask("GET", "/api/v1/accounts/me", token).status, 401);
  EXPECT_EQ(server.ask("GET", "/api/v1/rooms/" + room, server.api_key()).status, 404);
  EXPECT_FALSE(account(server, "forgetme-ada").empty()) << "the name is free, and there is room again";
}

// Somebody took the room that is kept for this, too. What the log takes may be enough then.
TEST_F(FullDisk, WhereNothingIsLeftAtAllErasingIsDoneOrRefusedAndNothingIsHalfDone) {
  LetheServer server(store());
  const std::string ada = account(server, "ada");
  fill();
  std::filesystem::remove(disk / "lethe.db-reserve");
  fill();
  const int erased = erase(server, ada);
  EXPECT_TRUE(erased == 204 || erased == 503) << erased;
  EXPECT_EQ(server.ask("GET", "/api/v1/accounts/me", ada).status, erased == 204 ? 401 : 200);
  EXPECT_EQ(server.ask("GET", "/healthz", "").status, 200);
  make_room();
  EXPECT_EQ(erase(server, ada), erased == 204 ? 401 : 204);
  EXPECT_EQ(server.ask("GET", "/api/v1/accounts/me", ada).status, 401);
}

}  // namespace
}  // namespace lethe::test
