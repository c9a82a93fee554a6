// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants who were inside when the server ended return, with and without JavaScript; removed ones do not.
#include <regex>

#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class WaysBack : public ServerTest {
 protected:
  store::Store::Options store_options() override {
    auto options = ServerTest::store_options();
    options.path = folder.file();
    return options;
  }
  void restart() {
    ServerTest::TearDown();
    start();
  }
  // With an invitation for one person.
  Guest enter(const std::string& room, const std::string& name) {
    const std::string token =
        call("POST", room + "/invitations", frontend, R"({"uses":1})").json()["token"].get<std::string>();
    const Reply joined = call("POST", room + "/participants", token, R"({"displayName":")" + name + "\"}");
    EXPECT_EQ(joined.status, 201);
    return {joined.header("Location"), joined.json()["participant"]["id"], joined.json()["token"]};
  }
  std::string way_back_of(const std::string& room, const Guest& guest) {
    HttpConnection events(server->port());
    events.send(request_text("GET", room + "/events", {{"Authorization", "Bearer " + guest.token}}, ""));
    events.receive_until("event: way.back\n");
    const std::string read = events.receive_until("\n\n");
    return first(read, "\"token\":\"(lr_[^\"]+)\"");
  }
  Reply join_again(const std::string& room, const std::string& token) {
    const Reply reply = call("POST", room + "/participants", token, R"({"displayName":"Again"})");
    EXPECT_THAT(Contract::get().violations("joinRoom", reply), IsEmpty());
    return reply;
  }
  Reply post(const std::string& act, const std::string& body) {
    const Reply reply =
        call("POST", "/listen" + act, {}, body, {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_THAT(Contract::get().violations(act.empty() ? "postListen" : "postListenAct", reply), IsEmpty());
    return reply;
  }
  static std::string first(const std::string& text, const std::string& pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
  }
  static std::string fields_of(const Reply& page) {
    std::string fields;
    for (const char* name : {"seat", "back", "name"})
      fields += std::string(fields.empty() ? "" : "&") + name + "=" +
                first(page.body, "name=\"" + std::string(name) + "\" value=\"([^\"]+)\"");
    return fields;
  }
  store::Folder folder;
};

TEST_F(WaysBack, IntoALockedRoomOnInvitationsForOnePersonAndNotForTheRemoved) {
  const std::string room = create_room();
  const Guest ada = enter(room, "Ada"), bob = enter(room, "Bob");
  ASSERT_EQ(call("PATCH", room, frontend, R"({"locked":true})").status, 200);
  const std::string of_bob = way_back_of(room, bob);
  ASSERT_THAT(of_bob, HasSubstr("lr_"));
  EXPECT_EQ(call("DELETE", bob.path, frontend).status, 204);
  const std::string of_ada = way_back_of(room, ada);
  restart();
  EXPECT_EQ(call("GET", room, ada.token).status, 401);
  EXPECT_EQ(join_again(room, of_bob).status, 401);
  EXPECT_EQ(join_again(room, of_ada).status, 201);
  EXPECT_EQ(join_again(room, of_ada).status, 201);
  EXPECT_EQ(call("GET", room + "/participants", frontend).json()["participants"].size(), 1U);
  EXPECT_EQ(call("POST", room + "/participants", invite(room), R"({"displayName":"Eve"})").code(), "room-locked");
  for (const auto& secret : {of_ada, ada.token, ada.id})
    EXPECT_THAT(folder.bytes(), Not(HasSubstr(secret))) << "the store knows nobody who is inside";
}

TEST_F(WaysBack, OfTheLastOneIsGoodAfterLeavingForNowAndNotAfterLeaving) {
  const std::string room = create_room();
  const Guest ada = enter(room, "Ada");
  const std::string back = way_back_of(room, ada);
  EXPECT_EQ(call("POST", ada.path + "/away", ada.token).status, 204);
  EXPECT_EQ(call("GET", room, ada.token).status, 401);
  EXPECT_EQ(call("GET", room + "/participants", frontend).json()["participants"].size(), 0U);
  const Reply again = join_again(room, back);
  ASSERT_EQ(again.status, 201);
  EXPECT_EQ(call("DELETE", again.header("Location"), again.json()["token"]).status, 204);
  EXPECT_EQ(join_again(room, back).status, 401);
}

TEST_F(WaysBack, ASeatWithoutAScriptComesBackByAnyOfItsButtons) {
  const std::string room = create_room(R"({"lobby":true})");
  const std::string link = "https%3A%2F%2Fhost%2Fjoin%23" + room.substr(room.rfind('/') + 1) + "%2F";
  const Reply waits = post("", "invitation=" + link + invite(room) + "&name=Ada");
  ASSERT_THAT(waits.body, HasSubstr("Please wait"));
  const std::string id = call("GET", room + "/participants", frontend).json()["participants"][0]["id"];
  ASSERT_EQ(call("POST", room + "/participants/" + id + "/admit", frontend).status, 200);
  const Reply page = post("/seat", fields_of(waits));
  ASSERT_THAT(page.body, HasSubstr("name=\"pictures\""));
  restart();
  // In a frame there is no room for a seat: it shows the button that brings one.
  const Reply lost = post("/hand", fields_of(page) + "&up=yes");
  EXPECT_THAT(lost.body, HasSubstr("The connection to the meeting was lost."));
  EXPECT_THAT(lost.body, HasSubstr("action=\"/listen/seat\" target=\"_top\""));
  EXPECT_EQ(fields_of(lost), fields_of(page));
  const Reply again = post("/seat", fields_of(lost));
  EXPECT_EQ(again.status, 200);
  EXPECT_THAT(again.body, HasSubstr("name=\"pictures\""));
  EXPECT_THAT(post("/hand", fields_of(again) + "&up=yes").body, HasSubstr("Your hand is raised."));
  const auto people = call("GET", room + "/participants", frontend).json()["participants"];
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0]["displayName"], "Ada");
  // Whoever was removed gets no other seat.
  call("DELETE", room + "/participants/" + people[0]["id"].get<std::string>(), frontend);
  EXPECT_EQ(post("/seat", fields_of(again)).status, 401);
  restart();
  EXPECT_EQ(post("/seat", fields_of(again)).status, 401);
}

}  // namespace
}  // namespace lethe::contract
