// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::ElementsAre;

class Layouts : public ServerTest {
 protected:
  static std::vector<std::string> pointers(const Reply& reply) {
    std::vector<std::string> all;
    const auto body = reply.json();
    for (const auto& error : body["errors"]) all.push_back(error["pointer"]);
    return all;
  }
};

TEST_F(Layouts, WhatThereIsToChooseFromIsListed) {
  const auto all = call("GET", "/api/v1/capabilities", frontend).json();
  EXPECT_EQ(all["steps"][1],
            nlohmann::json::parse(R"({"name":"360p","width":640,"height":360,"fps":25,"videoKbps":400})"));
  EXPECT_EQ(all["defaultStep"], "720p");
  EXPECT_EQ(all["layouts"],
            nlohmann::json::parse(R"(["gallery","speaker","sidebar","single","presentation","custom"])"));
  EXPECT_EQ(all["canvas"]["width"], 1280);
}

TEST_F(Layouts, ARoomsLayoutIsChosenByItsOwnerAndItsModerators) {
  const std::string room = create_room();
  const Guest mo = join(room, "Mo", "moderator"), ada = join(room);
  EXPECT_EQ(call("GET", room + "/layout", ada.token).json()["kind"], "gallery");
  const Reply put = call("PUT", room + "/layout", mo.token,
                         R"({"kind":"speaker","tiles":4,"pins":[")" + ada.id + R"("],"hideCameraless":true})");
  EXPECT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(call("GET", room + "/layout", frontend).json(), put.json());
  EXPECT_EQ(put.json()["pins"][0], ada.id);
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["pinned"], true);
  EXPECT_EQ(call("PUT", room + "/layout", ada.token, R"({"kind":"gallery"})").code(), "forbidden");
  EXPECT_EQ(call("PUT", room + "/layout", frontend, R"({"kind":"gallery","tiles":16})").json()["tiles"], 16);
  call("DELETE", ada.path, ada.token);
}

TEST_F(Layouts, OnesOwnLayoutIsChosenWhereTheRoomAllowsIt) {
  const std::string room = create_room();
  const Guest mo = join(room, "Mo", "moderator"), ada = join(room), bob = join(room, "Bob", "viewer");
  const std::string speaker = R"({"kind":"speaker"})";
  EXPECT_EQ(call("GET", room, mo.token).json()["ownLayouts"], true) << "unless it forbids it";
  EXPECT_EQ(call("PATCH", room, mo.token, R"({"ownLayouts":false})").json()["ownLayouts"], false);
  EXPECT_EQ(call("PUT", ada.path + "/layout", ada.token, speaker).code(), "forbidden");
  EXPECT_EQ(call("PUT", ada.path + "/layout", mo.token, speaker).status, 200) << "a moderator chooses for her";
  EXPECT_EQ(call("GET", ada.path + "/layout", ada.token).json()["kind"], "speaker");
  EXPECT_EQ(call("DELETE", ada.path + "/layout", mo.token).status, 204);
  EXPECT_EQ(call("GET", ada.path + "/layout", ada.token).json()["kind"], "gallery");
  EXPECT_EQ(call("PATCH", room, mo.token, R"({"ownLayouts":true})").json()["ownLayouts"], true);
  EXPECT_EQ(call("PUT", ada.path + "/layout", ada.token, speaker).status, 200);
  EXPECT_EQ(call("PUT", bob.path + "/layout", bob.token, speaker).status, 200);
  EXPECT_EQ(call("PUT", bob.path + "/layout", ada.token, speaker).code(), "forbidden");
}

TEST_F(Layouts, AnImpossibleLayoutIsRefusedWithPointersAndNothingChanges) {
  const std::string room = create_room();
  const Guest mo = join(room, "Mo", "moderator"), bob = join(room, "Bob", "viewer");
  const Reply before = call("PUT", room + "/layout", mo.token, R"({"kind":"sidebar"})");
  const std::vector<std::pair<std::string, std::string>> refused{
      {R"({"kind":"pile"})", "/kind"},
      {R"({"tiles":3})", "/kind"},
      {R"({"kind":"gallery","tiles":0})", "/tiles"},
      {R"({"kind":"gallery","tiles":50})", "/tiles"},
      {R"({"kind":"gallery","pins":["nobody"]})", "/pins/0"},
      {R"({"kind":"gallery","pins":[")" + bob.id + R"("]})", "/pins/0"},
      {R"({"kind":"gallery","tiles":1,"pins":[")" + mo.id + R"(","nobody"]})", "/pins"},
      {R"({"kind":"custom","custom":[{"slot":0,"x":1200,"y":0,"width":100,"height":100}]})", "/custom/0/width"},
      {R"({"kind":"custom","custom":[{"slot":0,"x":-1,"y":0,"width":100,"height":100}]})", "/custom/0/x"},
      {R"({"kind":"custom","custom":[{"participant":"nobody","x":0,"y":0,"width":100,"height":100}]})",
       "/custom/0/participant"},
      {R"({"kind":"gallery","colour":1})", "/colour"},
  };
  for (const auto& [body, pointer] : refused)
    for (const std::string& path : {room, mo.path}) {
      const Reply reply = call("PUT", path + "/layout", mo.token, body);
      EXPECT_EQ(reply.status, 400) << body;
      EXPECT_THAT(pointers(reply), testing::Contains(pointer)) << reply.body;
      EXPECT_EQ(call("GET", path + "/layout", mo.token).json(), before.json());
    }
}

TEST_F(Layouts, AStepIsChosenByNameAndCappedByRoomAndRole) {
  const std::string room = create_room();
  const Guest mo = join(room, "Mo", "moderator"), ada = join(room), bob = join(room, "Bob", "viewer");
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["step"], "720p");
  EXPECT_EQ(call("GET", bob.path, bob.token).json()["step"], "360p") << "viewers get no better one";
  EXPECT_EQ(call("GET", bob.path, bob.token).json()["bestStep"], "360p");
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"step":"360p"})").json()["step"], "360p");
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"step":"auto"})").json()["step"], "720p");
  const Reply lowered = call("PATCH", ada.path, mo.token, R"({"step":"audio"})");
  EXPECT_EQ(lowered.json()["step"], "audio");
  EXPECT_EQ(lowered.json()["bestStep"], "audio") << "chosen, not the line's doing";
  const Reply unknown = call("PATCH", ada.path, ada.token, R"({"step":"8k","camera":false})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(pointers(unknown), ElementsAre("/step"));
  const Reply capped = call("PATCH", bob.path, bob.token, R"({"step":"720p","displayName":"Rob"})");
  EXPECT_EQ(capped.status, 409);
  EXPECT_EQ(capped.code(), "step-capped");
  EXPECT_THAT(pointers(capped), ElementsAre("/step"));
  EXPECT_EQ(call("GET", bob.path, bob.token).json()["displayName"], "Bob") << "nothing changed";
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"step":"720p"})").json()["step"], "720p");
  EXPECT_THAT(pointers(call("PATCH", room, mo.token, R"({"maxStep":"8k","locked":true})")), ElementsAre("/maxStep"));
  EXPECT_EQ(call("GET", room, mo.token).json()["locked"], false);
  EXPECT_EQ(call("PATCH", room, mo.token, R"({"maxStep":"audio"})").json()["maxStep"], "audio");
  EXPECT_EQ(call("GET", ada.path, ada.token).json()["step"], "audio") << "lowered with the room";
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"step":"360p"})").code(), "step-capped");
}

TEST_F(Layouts, AScreenIsSharedByOneAtATime) {
  const std::string room = create_room();
  const Guest mo = join(room, "Mo", "moderator"), ada = join(room), bob = join(room, "Bob", "viewer");
  EXPECT_EQ(call("PATCH", ada.path, ada.token, R"({"screen":true})").json()["screen"], true);
  const Reply taken = call("PATCH", mo.path, mo.token, R"({"screen":true})");
  EXPECT_EQ(taken.status, 409);
  EXPECT_EQ(taken.code(), "screen-taken");
  EXPECT_THAT(pointers(taken), ElementsAre("/screen"));
  EXPECT_EQ(call("PATCH", bob.path, bob.token, R"({"screen":true})").code(), "forbidden");
  EXPECT_EQ(call("PATCH", room, mo.token, R"({"shares":2})").json()["shares"], 2);
  EXPECT_EQ(call("PATCH", mo.path, mo.token, R"({"screen":true})").json()["screen"], true);
  EXPECT_EQ(call("PATCH", ada.path, mo.token, R"({"screen":false})").json()["screen"], false);
}

}  // namespace
}  // namespace lethe::contract
