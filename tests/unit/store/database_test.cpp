// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/database.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <sys/stat.h>

#include "mcu/store/accounts.hpp"
#include "mcu/store/rooms.hpp"
#include "mcu/store/schema.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::store {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& path) {
  try {
    const Database database(path);
    return "none";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

mode_t mode_of(const std::string& path) {
  struct stat found {};
  ::stat(path.c_str(), &found);
  return found.st_mode & 0777;
}

const room::WallTime monday{std::chrono::seconds(1'800'000'000)};

TEST(Database, BelongsToItsUserAloneFromTheFirstMoment) {
  const Folder folder;
  const mode_t before = ::umask(0);
  {
    Database database(folder.file());
    Accounts(database).add("ada", "hash", {}, monday);
    for (const char* name : {"lethe.db", "lethe.db-wal", "lethe.db-shm"})
      EXPECT_EQ(mode_of(folder.file(name)), 0600) << name;
  }
  ::chmod(folder.file().c_str(), 0644);
  const Database again(folder.file());
  EXPECT_EQ(mode_of(folder.file()), 0600);
  ::umask(before);
}

TEST(Database, KeepsWhatItHoldsFromRunToRun) {
  const Folder folder;
  std::string id;
  {
    Database database(folder.file());
    id = Accounts(database).add("ada", "hash", "ada@nowhere.invalid", monday).id;
  }
  Database database(folder.file());
  const auto ada = Accounts(database).find(id);
  ASSERT_TRUE(ada);
  EXPECT_EQ(ada->name, "ada");
  EXPECT_EQ(ada->email, "ada@nowhere.invalid");
  EXPECT_EQ(ada->created, monday);
}

TEST(Database, DamagedOneStopsTheStartWithASentenceThatSaysWhatToDo) {
  const Folder folder;
  Folder::write(folder.file("garbage.db"), std::string(8192, 'x'));
  EXPECT_THAT(refusal(folder.file("garbage.db")),
              HasSubstr("garbage.db is damaged. Put a backup in its place, or move"));
  {
    Database database(folder.file());
    Accounts accounts(database);
    for (int i = 0; i < 500; ++i) accounts.add("account" + std::to_string(i), std::string(100, 'h'), {}, monday);
  }
  std::string bytes = Folder::read(folder.file());
  ASSERT_GT(bytes.size(), 40'000U);
  bytes.replace(20'480, 8192, std::string(8192, '\x55'));
  Folder::write(folder.file(), bytes);
  EXPECT_THAT(refusal(folder.file()), HasSubstr("is damaged"));
  EXPECT_EQ(Folder::read(folder.file()), bytes) << "it is left as it is";
}

TEST(Database, NewerOneStopsTheStart) {
  const Folder folder;
  { const Database database(folder.file()); }
  std::string bytes = Folder::read(folder.file());
  ASSERT_EQ(bytes[63], static_cast<char>(migrations().size())) << "user_version, in the header of the file format";
  bytes[63] = 99;
  Folder::write(folder.file(), bytes);
  EXPECT_THAT(refusal(folder.file()), HasSubstr("was written by a newer lethe (version 99 of the tables"));
}

// A database as an older lethe left it, with what the statements put into it.
void make_old(const std::string& path, std::size_t version, std::initializer_list<const char*> filling) {
  Poco::Data::SQLite::Connector::registerConnector();
  Poco::Data::Session session("SQLite", path);
  const auto run = [&session](std::string_view sql) { session << std::string(sql), Poco::Data::Keywords::now; };
  for (std::string_view step : migrations().first(version))
    for (auto end = step.find(';'); end != step.npos; end = step.find(';')) {
      run(step.substr(0, end));
      step.remove_prefix(end + 1);
    }
  for (const char* sql : filling) run(sql);
  run("PRAGMA user_version = " + std::to_string(version));
  run("PRAGMA application_id = 1281717352");
}

TEST(Database, OlderOneIsBroughtUpToDateWithWhatItHolds) {
  const Folder folder;
  make_old(folder.file(), 1,
           {"INSERT INTO account VALUES ('a', 'ada', 'hash', NULL, 1)",
            "INSERT INTO room VALUES ('r', 'a', 'Salon', 5, 1, 0, '', 'c')",
            "INSERT INTO invitation VALUES ('i', 'r', 'token hash', 'viewer', 7, NULL)"});
  Database database(folder.file());
  const auto rooms = Rooms(database).all();
  ASSERT_EQ(rooms.size(), 1U);
  EXPECT_EQ(rooms[0].settings,
            (room::RoomSettings{.name = "Salon", .capacity = 5, .locked = true, .own_layouts = false}));
  EXPECT_EQ(rooms[0].layout, room::Layout{});
  EXPECT_EQ(rooms[0].owner, (room::Owner{room::Owner::Kind::Account, "a"}));
  EXPECT_THAT(rooms[0].invitations,
              testing::ElementsAre(room::InvitationRecord{
                  "i", "token hash", room::Role::Viewer, room::WallTime(std::chrono::seconds(7)), {}}));
  EXPECT_EQ(Accounts(database).password_of("ada")->hash, "hash");
}

TEST(Database, SettingsThatHadColumnsAreOneObject) {
  const Folder folder;
  make_old(
      folder.file(), 5,
      {"INSERT INTO account VALUES ('a', 'ada', 'hash', NULL, 1)",
       "INSERT INTO room VALUES ('r', 'a', NULL, 'Ada''s \"Salon\" \\ ä世', 7, 0, 1, 'pin', 'c1', 'sharp', 1, 3, 0, "
       "'{\"kind\":\"speaker\"}', 1, 0)",
       "INSERT INTO room VALUES ('s', NULL, 'front', 'Shop', 1000, 1, 0, '', 'c2', '', 0, 0, 1, "
       "'{\"kind\":\"gallery\"}', 0, 86400)",
       "INSERT INTO invitation VALUES ('i', 'r', 'token hash', 'viewer', 7, 3, 0)"});
  const room::RoomRecord salon{
      .id = "r",
      .owner = {room::Owner::Kind::Account, "a"},
      .settings = {.name = "Ada's \"Salon\" \\ ä世",
                   .capacity = 7,
                   .lobby = true,
                   .max_step = "sharp",
                   .own_layouts = true,
                   .shares = 3,
                   .chat = false,
                   .spoken_chat = true},
      .pin_hash = "pin",
      .created_at = "c1",
      .layout = {.kind = room::LayoutKind::Speaker},
      .invitations = {{"i", "token hash", room::Role::Viewer, room::WallTime(std::chrono::seconds(7)), 3}}};
  const room::RoomRecord shop{
      .id = "s",
      .owner = {room::Owner::Kind::ApiKey, "front"},
      .settings = {.name = "Shop", .capacity = 1000, .locked = true, .own_layouts = false, .shares = 0},
      .created_at = "c2",
      .used = room::WallTime(std::chrono::hours(24))};
  Database database(folder.file());
  Rooms rooms(database);
  EXPECT_THAT(rooms.all(), testing::ElementsAre(salon, shop));
  rooms.save("r", std::nullopt);
  rooms.save("s", shop);
  EXPECT_THAT(rooms.all(), testing::ElementsAre(shop));
  EXPECT_THAT(folder.bytes(), testing::Not(HasSubstr("Salon"))) << "nor in what its column has left";
}

TEST(Database, OneOfAnotherProgramIsLeftAlone) {
  const Folder folder;
  { const Database database(folder.file()); }
  std::string bytes = Folder::read(folder.file());
  bytes[68] = 0;  // application_id
  Folder::write(folder.file(), bytes);
  EXPECT_THAT(refusal(folder.file()), HasSubstr("is a database of another program. Name another file."));
}

TEST(Database, OneServerAtATime) {
  const Folder folder;
  {
    const Database first(folder.file());
    EXPECT_THAT(refusal(folder.file()), HasSubstr("is in use by another lethe. Stop that one"));
  }
  EXPECT_EQ(refusal(folder.file()), "none");
}

TEST(Database, FileThatCannotBeMadeStopsTheStart) {
  EXPECT_THAT(refusal("/nowhere/lethe.db"),
              HasSubstr("store.path: /nowhere/lethe.db cannot be opened (No such file or directory). Name a file"));
  const Folder folder;
  std::filesystem::create_symlink("/etc/passwd", folder.file());
  EXPECT_THAT(refusal(folder.file()), HasSubstr("cannot be opened"));
}

}  // namespace
}  // namespace lethe::store
