// SPDX-License-Identifier: AGPL-3.0-or-later
// Rooms across restarts, exported and erased; and the effects of a full disk.
#include "mcu/room/model/ids.hpp"
#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class AccountRooms : public ServerTest {
 protected:
  AccountRooms() {
    config.limits.empty_room_seconds = 1;
    config.limits.rooms = 10;
  }
  store::Store::Options store_options() override {
    auto options = ServerTest::store_options();
    options.path = folder.file();
    return options;
  }
  void restart() {
    ServerTest::TearDown();
    start();
  }
  store::Folder folder;
};

TEST_F(AccountRooms, RoomAndInvitationsOutliveARestartAndTheGuestComesInWithTheOldLink) {
  const std::string ada = new_account("ada");
  const std::string room = create_room(R"({"name":"Salon","capacity":7,"lobby":true,"pin":"4711"})", ada);
  const std::string token = invite(room, "viewer", ada);
  EXPECT_EQ(call("PATCH", room, ada, R"({"locked":true,"lobby":false})").status, 200);
  EXPECT_EQ(call("PATCH", room, ada, R"({"shares":3,"chat":false,"ownLayouts":true})").status, 200);
  EXPECT_EQ(call("PUT", room + "/layout", ada, R"({"kind":"speaker","tiles":5})").status, 200);
  call("POST", room + "/invitations", ada, R"({"role":"moderator","uses":3,"expiresIn":3600})");
  const Reply before = call("GET", room, ada), invitations = call("GET", room + "/invitations", ada);
  ASSERT_EQ(before.status, 200);
  restart();
  const Reply after = call("GET", room, ada);
  EXPECT_EQ(after.json(), before.json());
  EXPECT_EQ(call("GET", room + "/layout", ada).json()["kind"], "speaker");
  EXPECT_EQ(call("GET", room + "/layout", ada).json()["tiles"], 5);
  EXPECT_EQ(call("GET", room + "/invitations", ada).json()["invitations"].size(), 2U);
  EXPECT_EQ(call("PATCH", room, ada, R"({"locked":false})").status, 200);
  const auto join = [&](const std::string& body) { return call("POST", room + "/participants", token, body); };
  EXPECT_EQ(join(R"({"displayName":"V"})").code(), "wrong-pin");
  const Reply joined = join(R"({"displayName":"V","pin":"4711"})");
  EXPECT_EQ(joined.status, 201);
  EXPECT_EQ(joined.json()["participant"]["role"], "viewer");
  EXPECT_THAT(folder.bytes(), Not(HasSubstr(token)));
  EXPECT_THAT(folder.bytes(), HasSubstr(room::sha256(token)));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("4711")));
}

TEST_F(AccountRooms, UsesOfAnInvitationAreCountedAcrossARestart) {
  const std::string ada = new_account("ada"), room = create_room("{}", ada);
  const std::string token = call("POST", room + "/invitations", ada, R"({"uses":2})").json()["token"];
  const auto join = [&] { return call("POST", room + "/participants", token, R"({"displayName":"V"})").status; };
  EXPECT_EQ(join(), 201);
  restart();
  EXPECT_EQ(call("GET", room + "/invitations", ada).json()["invitations"][0]["usesLeft"], 1);
  EXPECT_EQ(join(), 201);
  EXPECT_EQ(join(), 401);
  restart();
  EXPECT_EQ(join(), 401);
}

TEST_F(AccountRooms, RevokedInvitationAndDeletedRoomStayGone) {
  const std::string ada = new_account("ada"), room = create_room("{}", ada), other = create_room("{}", ada);
  const Reply made = call("POST", room + "/invitations", ada, "{}");
  const std::string token = made.json()["token"], id = made.json()["id"];
  EXPECT_EQ(call("DELETE", room + "/invitations/" + id, ada).status, 204);
  EXPECT_EQ(call("DELETE", room + "/invitations/" + id, ada).status, 404);
  EXPECT_EQ(call("DELETE", other, ada).status, 204);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr(room::sha256(token))));
  restart();
  EXPECT_EQ(call("GET", room, token).status, 401);
  EXPECT_EQ(call("GET", other, ada).status, 404);
  EXPECT_EQ(call("GET", "/api/v1/rooms", ada).json()["rooms"].size(), 1U);
}

TEST_F(AccountRooms, ARoomOfAFrontendAndItsLinksOutliveARestartUntilItIsDeleted) {
  const std::string room = create_room(R"({"name":"Consultation","pin":"4711"})"), other = create_room();
  const std::string token = invite(room), revoked = call("POST", room + "/invitations", frontend, "{}").json()["id"];
  EXPECT_EQ(call("DELETE", room + "/invitations/" + revoked, frontend).status, 204);
  EXPECT_EQ(call("DELETE", other, frontend).status, 204);
  const Reply before = call("GET", room, frontend);
  restart();
  EXPECT_EQ(call("GET", room, frontend).json(), before.json());
  EXPECT_EQ(call("GET", room, stranger).status, 404);
  EXPECT_EQ(call("GET", other, frontend).status, 404);
  EXPECT_EQ(call("GET", room + "/invitations", frontend).json()["invitations"].size(), 1U);
  EXPECT_EQ(call("POST", room + "/participants", token, R"({"displayName":"V","pin":"4711"})").status, 201);
  EXPECT_EQ(call("DELETE", room, frontend).status, 204);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("Consultation")));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr(room::sha256(token))));
}

TEST_F(AccountRooms, ARoomThatEndsByItselfGoesFromTheStore) {
  std::string opened;
  control_does([&] {
    const auto made = service->rooms().open("Opened");
    store->rooms.save(opened = made.room, service->rooms().record(made.room));
    const auto chair = service->people().join(service->authenticate(Secret(made.host.token)), made.room, {"Chair", {}});
    const room::Actor inside = service->authenticate(Secret(chair.token));
    for (const auto& one : {made.host, made.guest}) service->rooms().revoke(inside, made.room, one.id);
    service->people().remove(inside, made.room, chair.participant.id);
    return true;
  });
  EXPECT_THAT(folder.bytes(), HasSubstr("Opened"));
  EXPECT_TRUE(eventually([&] { return folder.bytes().find("Opened") == std::string::npos; }));
  EXPECT_TRUE(control_does([&] { return !service->rooms().record(opened); }));
}

TEST_F(AccountRooms, ExportHoldsAllThatIsStored) {
  const std::string ada = new_account("ada");
  const std::string room = create_room(R"({"name":"Salon","pin":"4711"})", ada);
  call("POST", room + "/invitations", ada, R"({"role":"viewer","uses":3})");
  new_account("bob");
  const auto data = call("GET", "/api/v1/accounts/me/data", ada).json();
  EXPECT_EQ(data["account"]["name"], "ada");
  EXPECT_THAT(data["sessions"], SizeIs(1));
  ASSERT_THAT(data["rooms"], SizeIs(1));
  EXPECT_EQ(data["rooms"][0]["name"], "Salon");
  EXPECT_EQ(data["rooms"][0]["hasPin"], true);
  const auto shown = call("GET", room, ada).json();
  for (const auto& setting : Contract::get().schema("RoomSettings")["properties"])
    EXPECT_EQ(data["rooms"][0][setting.first.Scalar()], shown[setting.first.Scalar()]) << setting.first.Scalar();
  EXPECT_EQ(data["rooms"][0]["layout"]["kind"], "gallery");
  EXPECT_EQ(data["rooms"][0]["invitations"][0]["usesLeft"], 3);
}

TEST_F(AccountRooms, ErasureEndsLiveRoomsAtOnceAndLeavesNothing) {
  const std::string ada = new_account("ada-to-be-erased"), room = create_room(R"({"name":"Salon"})", ada);
  const std::string token = invite(room, "participant", ada);
  const Reply joined = call("POST", room + "/participants", token, R"({"displayName":"Guest"})");
  const std::string guest = joined.json()["token"];
  ASSERT_EQ(offer({joined.header("Location"), "", guest}).status, 201);
  EXPECT_EQ(media.sessions, 1);
  EXPECT_EQ(call("DELETE", "/api/v1/accounts/me", ada).status, 204);
  EXPECT_EQ(media.sessions, 0);
  for (const auto& dead : {ada, token, guest}) EXPECT_EQ(call("GET", room, dead).status, 401);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("to-be-erased")));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("Salon")));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr(room::sha256(token))));
  restart();
  EXPECT_EQ(call("GET", room, token).status, 401);
}

TEST_F(AccountRooms, AttendanceIsWrittenForPeopleInsideWithTheirAddress) {
  const std::string ada = new_account("ada"), room = create_room("{}", ada);
  const Reply joined =
      call("POST", room + "/participants", ada, R"({"displayName":"Ada"})", {{"X-Forwarded-For", "203.0.113.77"}});
  store->settle();
  ASSERT_THAT(store->attendance.rows(), SizeIs(1));
  EXPECT_EQ(store->attendance.rows()[0].address, "127.0.0.1") << "a forged X-Forwarded-For is not believed";
  EXPECT_EQ(store->attendance.rows()[0].room, room.substr(room.rfind('/') + 1));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("203.0.113.77")));
}

class BehindProxy : public AccountRooms {
 protected:
  void SetUp() override {
    config.http.trusted_proxies = {"127.0.0.1"};
    AccountRooms::SetUp();
  }
};
TEST_F(BehindProxy, AttendanceHasTheAddressThatTheProxySaw) {
  const std::string ada = new_account("ada"), room = create_room("{}", ada);
  call("POST", room + "/participants", ada, R"({"displayName":"Ada"})",
       {{"X-Forwarded-For", "198.51.100.1, 203.0.113.77"}});
  store->settle();
  ASSERT_THAT(store->attendance.rows(), SizeIs(1));
  EXPECT_EQ(store->attendance.rows()[0].address, "203.0.113.77");
}

TEST_F(AccountRooms, FullDiskStopsWhatNeedsTheStoreAndNoConference) {
  const std::string ada = new_account("ada"), room = create_room(R"({"name":"Salon"})", ada);
  const std::string token = call("POST", room + "/invitations", ada, R"({"uses":5})").json()["token"];
  const std::string rest = create_room(), id = call("POST", rest + "/invitations", frontend, "{}").json()["id"];
  const Guest inside = join(create_room());
  ASSERT_EQ(offer(inside).status, 201);
  {
    const test::SmallDisk disk(4096);
    const auto unavailable = [&](const Reply& reply) {
      EXPECT_EQ(reply.status, 503);
      EXPECT_EQ(reply.code(), "store-unavailable");
      EXPECT_EQ(reply.header("Retry-After"), "30");
    };
    unavailable(register_account("bob", good_password));
    unavailable(log_in("ada", good_password));
    unavailable(call("POST", "/api/v1/rooms", ada, "{}"));
    unavailable(call("PATCH", room, ada, R"({"name":"Parlour"})"));
    unavailable(call("POST", room + "/invitations", ada, "{}"));
    unavailable(call("DELETE", room, ada));
    unavailable(call("DELETE", "/api/v1/accounts/me", ada));
    EXPECT_EQ(call("GET", room, ada).json()["name"], "Salon") << "what was refused has changed nothing";
    EXPECT_THAT(call("GET", "/api/v1/rooms", ada).json()["rooms"], SizeIs(1));
    EXPECT_THAT(call("GET", room + "/invitations", ada).json()["invitations"], SizeIs(1));
    EXPECT_EQ(call("POST", room + "/participants", token, R"({"displayName":"Guest"})").status, 201);
    EXPECT_EQ(offer(inside).status, 201);
    EXPECT_EQ(offer(join(create_room(), "Bob")).status, 201);
    EXPECT_EQ(media.sessions, 2);
    // A frontend's room goes on, but nothing that it took back may be good again after a restart.
    EXPECT_EQ(call("PATCH", rest, frontend, R"({"name":"Parlour"})").status, 200);
    unavailable(call("DELETE", rest + "/invitations/" + id, frontend));
    unavailable(call("PATCH", rest, frontend, R"({"locked":true})"));
    unavailable(call("DELETE", rest, frontend));
    EXPECT_EQ(call("GET", rest, frontend).json()["locked"], false);
  }
  EXPECT_EQ(call("PATCH", room, ada, R"({"name":"Parlour"})").status, 200);
  restart();
  EXPECT_EQ(call("GET", room, ada).json()["name"], "Parlour");
  EXPECT_EQ(call("GET", room + "/invitations", ada).json()["invitations"][0]["usesLeft"], 4);
}

}  // namespace
}  // namespace lethe::contract
