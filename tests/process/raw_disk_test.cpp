// SPDX-License-Identifier: AGPL-3.0-or-later
// What was deleted is nowhere on the disk: not in a file, and not in blocks that belong to no file any more. The disk
// is an image with ext4 in it, mounted where only this process sees it, and read byte by byte.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "mcu/store/store.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;
using store::Store;
using testing::IsEmpty;
using Words = std::vector<std::string>;

bool run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

class RawDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "Only root mounts.";
    std::string name = std::filesystem::temp_directory_path() / "lethe-raw-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    std::filesystem::create_directory(disk());
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
    ASSERT_TRUE(run("truncate --size 64M " + image() + " && /sbin/mkfs.ext4 -q " + image()));
    if (!mount()) GTEST_SKIP() << "This machine has no loop devices, or no ext4.";
  }
  void TearDown() override {
    if (folder.empty()) return;
    unmount();
    std::filesystem::remove_all(folder);
  }

  std::string disk() const { return folder / "disk"; }
  std::string image() const { return folder / "image"; }
  bool mount() const { return run("mount -o loop " + image() + " " + disk()); }
  void unmount() const { run("umount " + disk()); }

  // All of the disk, whatever the file system says of it.
  std::string bytes() const {
    ::sync();
    std::ostringstream all;
    all << std::ifstream(image(), std::ios::binary).rdbuf();
    return std::move(all).str();
  }
  Words found(const Words& words) const {
    const std::string all = bytes();
    Words there;
    std::copy_if(words.begin(), words.end(), std::back_inserter(there),
                 [&](const auto& word) { return all.find(word) != all.npos; });
    return there;
  }
  int times(const std::string& word) const {
    const std::string all = bytes();
    int count = 0;
    for (auto at = all.find(word); at != all.npos; at = all.find(word, at + 1)) ++count;
    return count;
  }

  std::unique_ptr<Store> open() {
    Store::Options options;
    options.path = disk() + "/lethe.db";
    options.argon2 = {8192, 1};
    options.now = [this] { return time.load(); };
    options.running = [this] { return std::chrono::steady_clock::time_point(time.load().time_since_epoch()); };
    return std::make_unique<Store>(options);
  }

  // Enough of others' data for pages to be split, moved and merged, and for the log to start again from its beginning.
  void fill(Store& store, const std::string& name) const {
    for (int i = 0; i < 400; ++i) {
      const std::string number = std::to_string(i);
      const auto account = store.accounts.add(name + number, std::string(90, 'h') + number, {}, time.load());
      store.rooms.save(
          name + number,
          room::RoomRecord{.id = name + number, .owner = {room::Owner::Kind::Account, account.id}, .created_at = "c"});
      store.attendance.left(store.attendance.arrived("192.0.2." + number, name + number));
    }
    store.settle();
  }

  const room::WallTime monday{std::chrono::seconds(1'800'000'000)};
  std::atomic<room::WallTime> time{monday};
  std::filesystem::path folder;
};

room::RoomRecord salon(const std::string& account, const std::string& name) {
  return {.id = "planted-room-number",
          .owner = {room::Owner::Kind::Account, account},
          .settings = {.name = name},
          .pin_hash = "planted-hash-of-pin",
          .created_at = "c",
          .invitations = {{"i", "planted-hash-of-invitation", room::Role::Viewer, {}, {}}},
          .way_back_key = "planted-key-of-meeting"};
}

TEST_F(RawDisk, HoldsNothingOfWhatWasErasedDeletedPurgedOrRenamed) {
  const Words planted{"planted-first-name",
                      "planted-second-name",
                      "planted-mail@one.invalid",
                      "planted-mail@two.invalid",
                      "planted-hash-of-password",
                      "planted-hash-of-session",
                      "planted-room-number",
                      "planted-old-name-of-room",
                      "planted-new-name-of-room",
                      "planted-hash-of-pin",
                      "planted-hash-of-invitation",
                      "planted-key-of-meeting",
                      "203.0.113.211",
                      "2001:db8::7:6:5:4",
                      "planted-room-attended"};
  std::vector<std::string> accounts;
  {
    const auto store = open();
    fill(*store, "before-");
    accounts = {
        store->accounts.add("planted-first-name", "planted-hash-of-password", "planted-mail@one.invalid", monday).id,
        store->accounts.add("planted-second-name", "hash", "planted-mail@two.invalid", monday).id};
    store->accounts.open_session(accounts[0], "planted-hash-of-session", {monday, monday + 24h * 300});
    store->rooms.save("planted-room-number", salon(accounts[0], "planted-old-name-of-room"));
    for (const char* address : {"203.0.113.211", "2001:db8::7:6:5:4"})
      store->attendance.left(store->attendance.arrived(address, "planted-room-attended"));
    fill(*store, "behind-");
    EXPECT_EQ(found({"planted-old-name-of-room"}).size(), 1U);
    store->rooms.save("planted-room-number", salon(accounts[0], "planted-new-name-of-room"));
  }
  Words written = planted;
  std::erase(written, "planted-old-name-of-room");
  unmount();
  EXPECT_EQ(found(written), written) << "what is there is found";
  ASSERT_TRUE(mount());
  {
    const auto store = open();
    store->accounts.end_session("planted-hash-of-session");
    time = monday + 60s;
    store->pulse();
    EXPECT_THAT(found({"planted-hash-of-session", "planted-old-name-of-room"}), IsEmpty()) << "a minute later";
    store->rooms.save("planted-room-number", {});
    for (const auto& account : accounts) ASSERT_TRUE(store->accounts.erase(account));
    EXPECT_THAT(found(planted).size(), 3U) << "of attendance alone, as soon as it is answered";
    time = monday + 14 * 24h;
    store->pulse();
    EXPECT_THAT(found(planted), IsEmpty());
    fill(*store, "after-");
  }
  unmount();
  EXPECT_THAT(found(planted), IsEmpty());
  EXPECT_EQ(found({"before-7", "behind-7", "after-7"}).size(), 3U);
}

// The server was killed, so its log is still there; whoever exports attendance is the last to close the files.
TEST_F(RawDisk, HoldsNoLogThatWasDeletedByAnExport) {
  const std::string path = disk() + "/lethe.db", word = "planted-room-attended";
  const auto copy = [&](const std::string& from, const std::string& to) {
    for (const char* file : {"", "-wal"}) std::filesystem::copy(from + file, to + file);
  };
  {
    const auto store = open();
    for (int i = 0; i < 20; ++i) store->attendance.left(store->attendance.arrived("203.0.113.211", word));
    store->settle();
    copy(path, folder / "killed");
  }
  for (const char* file : {"", "-wal"}) std::filesystem::remove(path + file);
  const int before = times(word);
  copy(folder / "killed", path);
  EXPECT_GT(times(word), before + 100) << "the log has each page as often as it was written";
  EXPECT_EQ(store::read_attendance(path, {}, room::WallTime::max()).size(), 20U);
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_EQ(times(word), before + 20);
}

}  // namespace
}  // namespace lethe::test
