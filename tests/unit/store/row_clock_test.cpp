// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens to the rows of the attendance log when the machine's clock is set, is wrong, or stands still with the
// machine. In all cases: none is older than 14 days of time that really passed, and none is deleted early.
#include "mcu/store/row_clock.hpp"

#include <Poco/Data/Session.h>

#include <atomic>
#include <fstream>
#include <map>

#include "mcu/store/store.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::store {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
constexpr auto day = 24h;

class RowClockTest : public testing::Test {
 protected:
  std::unique_ptr<Store> open(const std::string& file) {
    Store::Options options;
    options.path = file.empty() ? file : folder.file(file);
    options.argon2 = {8192, 1};
    options.now = [this] { return time.load() + ahead.load(); };
    options.running = [this] { return std::chrono::steady_clock::time_point(time.load() - booted); };
    options.boot = boot;
    return std::make_unique<Store>(options);
  }
  // Starts the machine anew, so that the running clock is at its beginning.
  void reboot() {
    booted = time.load();
    boot += "'";
  }

  // Somebody is there for a moment, and their address tells when it really was.
  void visit(Store& store) {
    const std::string address = std::to_string(++visits);
    came[address] = time.load();
    store.attendance.left(store.attendance.arrived(address, "tea"));
    store.settle();
  }
  void wait(Store& store, std::chrono::minutes how_long) {
    for (const auto end = time.load() + how_long; time.load() < end && !HasFailure();) {
      visit(store);
      for (int pulse = 0; pulse < 4; ++pulse) {
        time = time.load() + 30min;
        store.pulse();
      }
      check(store);
    }
  }
  void check(const Store& store) {
    std::map<std::string, room::WallTime> kept;
    for (const auto& row : store.attendance.rows()) {
      EXPECT_LE(time.load() - came.at(row.address), 14 * day) << "too old";
      EXPECT_LE(std::chrono::abs(row.from - ahead.load() - came.at(row.address)), 1min)
          << "not in the clock of the day";
      kept[row.address] = row.from;
    }
    // A purge each hour, and each deletes an hour and five minutes early.
    for (const auto& [address, moment] : came) {
      const bool young = time.load() - moment < 14 * day - 3h;
      EXPECT_TRUE(kept.contains(address) || !young) << "lost early";
    }
    EXPECT_FALSE(HasFailure()) << (time.load() - monday) / 1h << " hours after the begin";
  }

  const room::WallTime monday{std::chrono::seconds(1'800'000'000)};
  std::atomic<room::WallTime> time{monday};       // as it really is
  std::atomic<std::chrono::minutes> ahead{0min};  // what the clock of the day is wrong by
  room::WallTime booted = monday - 5 * day;
  std::string boot = "boot";
  std::map<std::string, room::WallTime> came;
  int visits = 0;
  Folder folder;
};

// How long the clock is wrong, and by how much.
class ClockThatIsSet : public RowClockTest,
                       public testing::WithParamInterface<std::pair<std::chrono::hours, std::chrono::hours>> {};

TEST_P(ClockThatIsSet, AndSetBackLaterNeitherAgesRowsNorKeepsThem) {
  const auto& [wrong_for, by] = GetParam();
  const auto store = open("");
  wait(*store, 8 * day);
  ahead = by;
  wait(*store, wrong_for);
  ahead = 0min;
  wait(*store, 15 * day);
}
INSTANTIATE_TEST_SUITE_P(By, ClockThatIsSet,
                         testing::Values(std::pair{2h, 400 * day}, std::pair{9 * day, 400 * day},
                                         std::pair{2h, -1 * day}, std::pair{16 * day, -1 * day},
                                         std::pair{1 * day, -20'000 * day}, std::pair{3 * day, 1h}));

TEST_F(RowClockTest, CountsTheDaysOfASuspendedMachine) {
  const auto store = open("");
  wait(*store, 12 * day);
  time = time.load() + 3 * day;
  store->pulse();
  check(*store);
  wait(*store, 15 * day);
}

// Each run begins with another error of the clock, now and then after a boot of the machine.
TEST_F(RowClockTest, GoesOnFromRunToRun) {
  wait(*open("lethe.db"), 2 * day);
  ahead = 400 * day;
  wait(*open("lethe.db"), 2 * day);
  ahead = -1 * day;
  time = time.load() + 5h;
  wait(*open("lethe.db"), 2 * day);
  ahead = 0min;
  {
    const auto store = open("lethe.db");
    wait(*store, 2h);
  }
  reboot();
  time = time.load() + 2 * day;
  wait(*open("lethe.db"), 8 * day);
}

// A machine whose clock starts in 1970 after each boot, until it has asked the network. The time until then is lost.
TEST_F(RowClockTest, AfterABootWithAClockBehindTheLastRunRowsAreAsOldAsTheyWere) {
  wait(*open("lethe.db"), 2 * day);
  reboot();
  ahead = -20'000 * day;
  const auto store = open("lethe.db");
  check(*store);
  wait(*store, 2h);
  ahead = 0min;
  wait(*store, 15 * day);
}

TEST_F(RowClockTest, WhoIsThereCameWhenTheyDid) {
  ahead = 400 * day;
  const auto store = open("lethe.db");
  const auto stays = store->attendance.arrived("192.0.2.8", "tea");
  for (const auto error : {400 * day, 0 * day, -1 * day, 0 * day}) {
    ahead = error;
    time = time.load() + 30min;
    store->settle();
    store->pulse();
    EXPECT_THAT(store->attendance.rows(),
                ElementsAre(AttendanceRow{"192.0.2.8", "tea", monday + error, time.load() + error}));
  }
  time = time.load() + 10s;
  ahead = 400 * day;  // and they leave before anybody has noticed
  store->attendance.left(stays);
  store->settle();
  store->pulse();
  EXPECT_THAT(store->attendance.rows(),
              ElementsAre(AttendanceRow{"192.0.2.8", "tea", monday + 400 * day, time.load() + 400 * day}));
}

TEST_F(RowClockTest, SessionsLastAsLongAsTheyWereToLast) {
  ahead = 400 * day;
  {
    const auto store = open("lethe.db");
    const auto account = store->accounts.add("ada", "hash", {}, store->now());
    store->accounts.open_session(account.id, "session", {store->now(), store->now() + day});
  }
  ahead = 0min;
  const auto store = open("lethe.db");
  EXPECT_TRUE(store->accounts.account_of("session", store->now()));
  time = time.load() + day + 1min;
  EXPECT_FALSE(store->accounts.account_of("session", store->now())) << "it would be good for a year";
}

TEST_F(RowClockTest, RowsOfTheFutureThatAnEarlierLetheLeftAreDeleted) {
  visit(*open("lethe.db"));
  {
    Poco::Data::Session session("SQLite", folder.file("lethe.db"));
    session << "DELETE FROM clock", Poco::Data::Keywords::now;
    session << "INSERT INTO attendance VALUES ('of-a-year-to-come', 'tea', 1834560000, 1834560000)",
        Poco::Data::Keywords::now;
  }
  const auto store = open("lethe.db");
  check(*store);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("of-a-year-to-come")));
}

TEST(SinceBoot, RunsAndIsOfOneBoot) {
  const auto before = since_boot();
  EXPECT_GT(before.time_since_epoch(), 0s);
  EXPECT_GE(since_boot(), before);
  double up = 0;
  std::ifstream("/proc/uptime") >> up;
  EXPECT_NEAR(std::chrono::duration<double>(since_boot().time_since_epoch()).count(), up, 5);
  EXPECT_EQ(boot_id().size(), 36U);
  EXPECT_EQ(boot_id(), boot_id());
}

}  // namespace
}  // namespace lethe::store
