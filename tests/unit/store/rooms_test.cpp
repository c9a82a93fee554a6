// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/rooms.hpp"

#include "mcu/base/error.hpp"
#include "mcu/store/access.hpp"
#include "mcu/store/accounts.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::store {
namespace {

using room::InvitationRecord;
using room::Role;
using room::RoomRecord;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class RoomsTest : public testing::Test {
 protected:
  RoomRecord record(const std::string& id) {
    return {
        .id = id,
        .owner = {room::Owner::Kind::Account, ada.id},
        .settings = {.name = "Salon " + id,
                     .capacity = 7,
                     .locked = true,
                     .lobby = true,
                     .max_step = "sharp",
                     .own_layouts = true,
                     .shares = 3,
                     .chat = false,
                     .spoken_chat = true},
        .pin_hash = "pin hash",
        .created_at = "2026-11-25T13:00:00Z",
        .layout = {.kind = room::LayoutKind::Speaker, .tiles = 5},
        .invitations = {{"inv1", "hash1 of " + id, Role::Viewer, monday + 1h, 3, "For the press", monday, monday - 9h},
                        {"inv2", "hash2 of " + id, Role::Moderator, {}, {}}},
        .way_back_key = "key of " + id};
  }
  // What another program, or another lethe, has written.
  void settings_are(const char* text) {
    transact(database, [&](Poco::Data::Session& session) {
      change(session, "UPDATE room SET settings = ?", bind(std::string(text)));
    });
  }
  const room::WallTime monday{std::chrono::seconds(1'800'000'000)};
  Folder folder;
  Database database{folder.file()};
  Accounts accounts{database};
  Rooms rooms{database};
  Account ada = accounts.add("ada", "hash", {}, monday);
};

TEST_F(RoomsTest, AreReadAsTheyWereSaved) {
  const auto first = record("a"), second = record("b");
  rooms.save("a", first);
  rooms.save("b", second);
  EXPECT_THAT(rooms.all(), UnorderedElementsAre(first, second));
  EXPECT_THAT(rooms.of(ada.id), UnorderedElementsAre(first, second));
  EXPECT_THAT(rooms.of("nobody"), IsEmpty());
}

TEST_F(RoomsTest, RoomsOfKeysAndOfNobodyAreKeptTooAndAreNoAccounts) {
  auto of_key = record("k"), of_nobody = record("n");
  of_key.owner = {room::Owner::Kind::ApiKey, "frontend"};
  of_key.used = monday - monday.time_since_epoch() % 24h;
  of_nobody.owner = {};
  rooms.save("k", of_key);
  rooms.save("n", of_nobody);
  EXPECT_THAT(rooms.all(), UnorderedElementsAre(of_key, of_nobody));
  EXPECT_THAT(rooms.of(ada.id), IsEmpty());
  of_key.used += 24h;
  rooms.save("k", of_key);
  EXPECT_THAT(rooms.all(), UnorderedElementsAre(of_key, of_nobody));
  rooms.save("k", std::nullopt);
  EXPECT_THAT(rooms.all(), ElementsAre(of_nobody));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("Salon k")));
}

TEST_F(RoomsTest, InvitationsKeepTheirOrder) {
  auto one = record("a");
  for (const char* id : {"z", "m", "b", "y"}) one.invitations.push_back({id, std::string("hash ") + id, {}, {}, {}});
  rooms.save("a", one);
  one.invitations.erase(one.invitations.begin());
  rooms.save("a", one);
  EXPECT_THAT(rooms.all(), ElementsAre(one));
}

TEST_F(RoomsTest, ChangeIsSavedWhole) {
  auto changed = record("a");
  rooms.save("a", changed);
  changed.settings.name = "Parlour";
  changed.settings.locked = changed.settings.lobby = false;
  changed.pin_hash.clear();
  changed.invitations[0].uses_left = 2;
  changed.invitations.pop_back();
  changed.invitations.push_back({"inv3", "hash3", Role::Participant, {}, 1});
  rooms.save("a", changed);
  EXPECT_THAT(rooms.all(), ElementsAre(changed));
}

TEST_F(RoomsTest, SettingsThatAreAbsentAreOfANewRoomAndThoseThatAreNotKnownAreLeftOut) {
  auto old = record("a");
  rooms.save("a", old);
  settings_are(R"({"name":"Salon","chat":false,"fromTheFuture":[1]})");
  old.settings = {.name = "Salon", .chat = false};
  EXPECT_THAT(rooms.all(), ElementsAre(old));
}

TEST_F(RoomsTest, SettingsThatAreNoneAreNotBelieved) {
  rooms.save("a", record("a"));
  for (const char* text : {"", "[]", R"({"capacity":0})", R"({"locked":1})"}) {
    settings_are(text);
    EXPECT_THROW(rooms.all(), Error) << text;
  }
}

TEST_F(RoomsTest, AMeetingThatIsOverIsForgottenAndNotTheNext) {
  RoomRecord room = record("r1");
  rooms.save("r1", room);
  rooms.end_meeting("r1", "key of another");
  EXPECT_THAT(rooms.all(), testing::ElementsAre(room));
  rooms.end_meeting("r1", room.way_back_key);
  room.way_back_key.clear();
  EXPECT_THAT(rooms.all(), testing::ElementsAre(room));
}

TEST_F(RoomsTest, RoomOfAnErasedAccountCannotBeSaved) {
  accounts.erase(ada.id);
  try {
    rooms.save("a", record("a"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::Unauthorized);
  }
  EXPECT_THAT(rooms.all(), IsEmpty());
}

TEST_F(RoomsTest, ErasingTheAccountErasesThem) {
  rooms.save("a", record("a"));
  accounts.erase(ada.id);
  EXPECT_THAT(rooms.all(), IsEmpty());
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("Salon")));
}

TEST_F(RoomsTest, NothingOfADeletedInvitationOrRoomIsLeftInAnyFile) {
  auto one = record("a");
  for (int i = 0; i < 200; ++i)
    one.invitations.push_back({"i" + std::to_string(i), "kept-" + std::to_string(i), {}, {}, {}});
  one.invitations.insert(one.invitations.begin() + 50, {"gone", "token-hash-to-be-deleted", Role::Participant, {}, {}});
  rooms.save("a", one);
  ASSERT_THAT(folder.bytes(), HasSubstr("token-hash-to-be-deleted"));
  std::erase_if(one.invitations, [](const auto& i) { return i.id == "gone"; });
  rooms.save("a", one);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("token-hash-to-be-deleted")));
  EXPECT_THAT(folder.bytes(), HasSubstr("kept-199"));
  rooms.save("a", std::nullopt);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("kept-")));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("Salon")));
}

TEST_F(RoomsTest, ExpiredInvitationsArePurged) {
  rooms.save("a", record("a"));
  EXPECT_FALSE(rooms.purge_invitations(monday + 59min));
  EXPECT_TRUE(rooms.purge_invitations(monday + 1h));
  EXPECT_EQ(rooms.all()[0].invitations.size(), 1U);
}

}  // namespace
}  // namespace lethe::store
