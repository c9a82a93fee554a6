// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/attendance.hpp"

#include <atomic>

#include "mcu/store/store.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class AttendanceTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open(int days = 14, const std::string& name = "lethe.db") {
    Store::Options options;
    options.path = folder.file(name);
    options.argon2 = {8192, 1};
    options.retention_days = days;
    options.now = [this] { return time.load(); };
    options.running = [this] { return std::chrono::steady_clock::time_point(time.load().time_since_epoch()); };
    return std::make_unique<Store>(options);
  }
  void travel(Store& store, std::chrono::minutes how_far, std::chrono::minutes step = 30min) {
    for (auto gone = 0min; gone < how_far; gone += step) {
      time = time.load() + step;
      store.settle();
      store.pulse();
    }
  }
  const room::WallTime monday{std::chrono::seconds(1'800'000'000)};
  std::atomic<room::WallTime> time{monday};
  Folder folder;
};

TEST_F(AttendanceTest, RowIsAddressRoomAndTwoTimes) {
  const auto store = open();
  const auto visit = store->attendance.arrived("192.0.2.7", "tea");
  store->settle();
  EXPECT_THAT(store->attendance.rows(), ElementsAre(AttendanceRow{"192.0.2.7", "tea", monday, monday}));
  time = monday + 90s;
  store->attendance.left(visit);
  store->settle();
  EXPECT_THAT(store->attendance.rows(), ElementsAre(AttendanceRow{"192.0.2.7", "tea", monday, monday + 90s}));
  store->attendance.left(visit);
  store->attendance.left(room::Attendance::Visit::None);
}

TEST_F(AttendanceTest, VisitOfACrashedRunEndsAtTheLastHeartbeat) {
  {
    const auto store = open();
    store->attendance.arrived("192.0.2.7", "tea");
    store->settle();
    time = monday + 60s;
    store->pulse();
    time = monday + 100s;
    // What a crash leaves: the files as they are now.
    for (const char* file : {"lethe.db", "lethe.db-wal"})
      Folder::write(folder.file(std::string("crashed") + (file + 5)), Folder::read(folder.file(file)));
  }
  time = monday + 1h;
  EXPECT_THAT(open(14, "crashed.db")->attendance.rows(),
              ElementsAre(AttendanceRow{"192.0.2.7", "tea", monday, monday + 60s}));
}

// 15 days, half an hour at a time: each day four people come and go, and at no moment is a row older than 14 days.
TEST_F(AttendanceTest, NothingOlderThanFourteenDaysIsInAnyByteOfAnyFile) {
  const auto store = open();
  const auto account = store->accounts.add("name-to-be-erased", "hash", {}, monday);
  store->rooms.save(
      "r", room::RoomRecord{.id = "r",
                            .owner = {room::Owner::Kind::Account, account.id},
                            .created_at = "c",
                            .invitations = {{"i", "invitation-to-expire", room::Role::Viewer, monday + 24h, {}}}});
  const auto stays = store->attendance.arrived("203.0.113.250", "for-ever");
  const auto address = [](int day, int who) {
    return "198.51." + std::to_string(100 + day) + "." + std::to_string(who);
  };
  for (int day = 0; day <= 15; ++day) {
    for (int who = 0; who < 4; ++who) {
      const auto visit = store->attendance.arrived(address(day, who), "room-of-day-" + std::to_string(day));
      travel(*store, 60min);
      store->attendance.left(visit);
    }
    if (day == 1) store->accounts.erase(account.id);
    travel(*store, 20h);
    for (const auto& row : store->attendance.rows()) ASSERT_GE(row.from, time.load() - 14 * 24h);
  }
  const std::string bytes = folder.bytes();
  for (int who = 0; who < 4; ++who) {
    EXPECT_THAT(bytes, Not(HasSubstr(address(0, who))));
    EXPECT_THAT(bytes, Not(HasSubstr(address(1, who))));
    EXPECT_THAT(bytes, HasSubstr(address(15, who)));
  }
  EXPECT_THAT(bytes, Not(HasSubstr("room-of-day-0")));
  EXPECT_THAT(bytes, Not(HasSubstr("203.0.113.250"))) << "whoever stays two weeks is not kept longer either";
  EXPECT_THAT(bytes, Not(HasSubstr("name-to-be-erased")));
  EXPECT_THAT(bytes, Not(HasSubstr("invitation-to-expire")));
  const auto rows = store->attendance.rows().size();
  store->attendance.left(stays);
  store->settle();
  EXPECT_THAT(store->attendance.rows(), SizeIs(rows)) << "and writes to nobody else's row";
}

TEST_F(AttendanceTest, PurgeOfManyLeavesNoCopyBetweenThePages) {
  auto store = open();
  for (int i = 0; i < 3000; ++i) {
    time = monday + i * 1min;
    store->attendance.left(store->attendance.arrived("purged-" + std::to_string(i % 250), "room"));
  }
  store->settle();
  time = monday + 14 * 24h;
  for (int i = 0; i < 200; ++i) store->attendance.left(store->attendance.arrived("kept-" + std::to_string(i), "room"));
  store->settle();
  ASSERT_THAT(folder.bytes(), HasSubstr("purged-"));
  time = monday + 16 * 24h + 3h;
  store->pulse();
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("purged-")));
  EXPECT_THAT(store->attendance.rows(), SizeIs(200));
}

TEST_F(AttendanceTest, WhatIsDueIsPurgedAtTheStart) {
  {
    const auto store = open();
    store->attendance.arrived("192.0.2.7", "tea");
  }
  ASSERT_THAT(folder.bytes(), HasSubstr("192.0.2.7"));
  time = monday + 3 * 24h;
  const auto store = open(3);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("192.0.2.7")));
  EXPECT_THAT(store->attendance.rows(), IsEmpty());
}

TEST_F(AttendanceTest, NoDaysStoreNothingAndForgetWhatWasThere) {
  {
    const auto store = open();
    store->attendance.arrived("192.0.2.7", "tea");
  }
  const auto store = open(0);
  store->attendance.left(store->attendance.arrived("192.0.2.8", "tea"));
  store->settle();
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("192.0.2.")));
}

TEST_F(AttendanceTest, IsReadForTheOperatorWhileTheServerRuns) {
  const auto store = open();
  store->attendance.left(store->attendance.arrived("192.0.2.7", "tea"));
  time = monday + 2h;
  store->attendance.arrived("2001:db8::7", "tea");
  store->settle();
  const AttendanceRow first{"192.0.2.7", "tea", monday, monday}, second{"2001:db8::7", "tea", monday + 2h, monday + 2h};
  EXPECT_THAT(read_attendance(folder.file(), {}, room::WallTime::max()), ElementsAre(first, second));
  EXPECT_THAT(read_attendance(folder.file(), monday + 1h, room::WallTime::max()), ElementsAre(second));
  EXPECT_THAT(read_attendance(folder.file(), {}, monday + 1h), ElementsAre(first));
  EXPECT_THROW(read_attendance(folder.file("missing.db"), {}, {}), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(folder.file("missing.db")));
  Folder::write(folder.file("other.db"),
                "not a database, and long enough to be looked at as if it were one, which it is not");
  EXPECT_THROW(read_attendance(folder.file("other.db"), {}, {}), std::runtime_error);
}

}  // namespace
}  // namespace lethe::store
