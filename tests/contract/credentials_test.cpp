// SPDX-License-Identifier: AGPL-3.0-or-later
// Every pair of route and credential a second time, by hand, over HTTP: a change of permissions must be made twice.
#include "api/http/route.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::IsSubsetOf;

// The columns of the table.
enum Who {
  Nobody,
  Garbage,
  KeyForRooms,
  KeyForParticipants,
  OtherKey,
  OwnerAccount,
  OtherAccount,
  InvitedModerator,
  InvitedParticipant,
  InvitedViewer,
  Moderator,
  Participant,
  Viewer,
  Waiting,
  count
};
constexpr const char* names[] = {"nobody",
                                 "garbage",
                                 "key for rooms",
                                 "key for participants",
                                 "other key",
                                 "owner account",
                                 "other account",
                                 "invited moderator",
                                 "invited participant",
                                 "invited viewer",
                                 "moderator",
                                 "participant",
                                 "viewer",
                                 "waiting"};

// Whom a request about a participant is about: the caller itself, if it is one; another; somebody who waits; a device
// that came by the invitation of a moderator.
enum class About { Self, Other, OtherWaiting, Camera, Display };

struct Row {
  const char* operation;
  const char* expected;  // one character for each column: + served, - 401, x 403, 0 404
  const char* body = "";
  About about = About::Other;
};

constexpr const char* own_account = "--xxx++xxxxxxx";
constexpr const char* edits_room = "--+x0+0xxx+xxx";
constexpr const char* hosts = "--x+0+0xxx+xxx";
constexpr const char* passes_lobby = "--xx0x0+xxxxxx";
constexpr const char* own_device = "--00000+000000";
constexpr const char* everybody = "++++++++++++++";

const std::vector<Row> table{
    {"getRegistration", everybody},
    {"createAccount", everybody, R"({"name":"%","password":"correct horse battery"})"},
    {"logIn", everybody, R"({"name":"ada","password":"correct horse battery"})"},
    {"getAccount", own_account},
    {"getAccountData", own_account},
    {"deleteAccount", own_account},
    {"putPassword", own_account, R"({"current":"correct horse battery","password":"correct horse battery"})"},
    {"logOut", own_account},
    {"logOutEverywhere", own_account},
    {"listRooms", "--++++++++++++"},
    {"createRoom", "--+x+++xxxxxxx", "{}"},
    {"getRoom", "--++0+0+++++++"},
    {"patchRoom", edits_room, R"({"name":"Other"})"},
    {"deleteRoom", edits_room},
    {"getCapabilities", "--++++++++++++"},
    {"getLayout", "--++0+0xxx+++x"},
    {"putLayout", edits_room, R"({"kind":"gallery"})"},
    {"getParticipantLayout", "--++0+0xxx+++x"},
    {"putParticipantLayout", edits_room, R"({"kind":"gallery"})"},
    {"deleteParticipantLayout", edits_room},
    {"listInvitations", edits_room},
    {"createInvitation", edits_room, "{}"},
    {"deleteInvitation", edits_room},
    {"listParticipants", "--x+0+0xxx+++x"},
    {"joinRoom", "--x+0+0+++xxxx", R"({"displayName":"New"})"},
    {"getParticipant", "--x+0+0xxx++++", "", About::Self},
    {"getParticipant", "--x+0+0xxx+++x", "", About::Other},
    {"patchParticipant", "--x+0+0xxx+++x", R"({"microphone":false})", About::Self},
    {"patchParticipant", hosts, R"({"microphone":false})", About::Other},
    {"removeParticipant", "--x+0+0xxx++++", "", About::Self},
    {"removeParticipant", hosts, "", About::Other},
    {"removeParticipant", hosts, "", About::OtherWaiting},
    {"leaveForNow", "--xx0x0xxx+++x", "", About::Self},
    {"leaveForNow", "--xx0x0xxxxxxx", "", About::Other},
    {"deleteParticipantInvitation", hosts, "", About::Other},
    {"admitParticipant", hosts, "", About::OtherWaiting},
    {"denyParticipant", hosts, "", About::OtherWaiting},
    {"patchParticipant", "--x+0+0xxx+xxx", R"({"role":"viewer"})", About::Self},
    {"patchParticipant", hosts, R"({"role":"moderator"})", About::Other},
    {"patchParticipant", hosts, R"({"hand":false})", About::Other},
    {"patchParticipant", "--xx0x0xxxxxxx", R"({"hand":true})", About::Other},
    {"muteOthers", hosts, "{}"},
    {"requestUnmute", hosts, "", About::Other},
    {"listMessages", "--x+0+0xxx+++x"},
    {"postMessage", "--xx0x0xxx+++x", R"({"text":"Hello"})"},
    {"deleteMessage", "--x+0+0xxx+++x", "", About::Self},
    {"deleteMessage", hosts, "", About::Other},
    {"postOffer", "--xx0x0xxx+++x", "", About::Self},
    {"postOffer", "--xx0x0xxxxxxx", "", About::Other},
    {"patchSession", "--xx0x0xxx+++x", "", About::Self},
    {"patchSession", "--xx0x0xxxxxxx", "", About::Other},
    {"deleteSession", "--xx0x0xxx+++x", "", About::Self},
    {"deleteSession", "--xx0x0xxxxxxx", "", About::Other},
    // None of these came to listen; for those who did see streams_test.
    {"postStream", "--xx0x0xxxxxxx", "{}", About::Self},
    {"postStream", "--xx0x0xxxxxxx", "{}", About::Other},
    {"getStream", "00000000000000"},  // its path is the credential
    {"readListenNews", "00000000000000"},
    {"postListen", "??????????????"},  // the form is; an empty one is 400
    {"postListenAct", "--------------"},
    {"postWhip", passes_lobby},
    {"getWhip", everybody},
    {"optionsWhip", everybody},
    {"getWhipSession", own_device, "", About::Camera},
    {"patchWhipSession", own_device, "", About::Camera},
    {"deleteWhipSession", own_device, "", About::Camera},
    {"optionsWhipSession", everybody},
    {"postWhep", passes_lobby},
    {"getWhep", everybody},
    {"optionsWhep", everybody},
    {"getWhepSession", own_device, "", About::Display},
    {"patchWhepSession", own_device, "", About::Display},
    {"deleteWhepSession", own_device, "", About::Display},
    {"optionsWhepSession", everybody},
    {"readEvents", "--x+0+0xxx++++"},
    {"getTransparency", everybody},
    {"getTransparencyPage", everybody},
    {"getTransparencyPageIn", everybody},
    {"getHealth", everybody},
    {"getReadiness", everybody},
    {"getMetrics", "--xxxxxxxxxxxx"},
    {"getContract", everybody},
    {"getContractAsJson", everybody},
    {"getReference", everybody},
    {"getPage", everybody},
    {"getJoinPage", everybody},
    {"getListenPage", everybody},
    {"getPageFile", everybody},
};

class Credentials : public ServerTest {
 protected:
  void SetUp() override {
    config.limits.rooms = 10'000;
    // So that no throttle comes into play, each request has an address of its own.
    config.http.trusted_proxies = {"127.0.0.1"};
    ServerTest::SetUp();
  }

  // A room with all that the columns stand for.
  struct Scene {
    std::string room, invitation;
    std::string tokens[count], ids[count];
    std::string messages[count];  // that they wrote
    std::string other, others_message, waiting, camera, display;
  };
  // `owner` makes the room: accounts see only their own, as keys do.
  Scene set_up(const std::string& owner) {
    Scene scene;
    scene.room = create_room(R"({"lobby":true})", owner);
    const auto invited = [&](const char* role) { return invite(scene.room, role, owner); };
    scene.tokens[InvitedModerator] = invited("moderator");
    scene.tokens[InvitedParticipant] = invited("participant");
    scene.tokens[InvitedViewer] = invited("viewer");
    const Guest moderator = knock(scene.room, scene.tokens[InvitedModerator]);
    scene.tokens[Moderator] = moderator.token;
    scene.ids[Moderator] = moderator.id;
    const auto admitted = [&](Who from) {
      const Guest guest = knock(scene.room, scene.tokens[from]);
      EXPECT_EQ(send("POST", guest.path + "/admit", moderator.token, "").status, 200);
      return guest;
    };
    for (const auto& [who, from] : {std::pair{Participant, InvitedParticipant}, {Viewer, InvitedViewer}}) {
      const Guest guest = admitted(from);
      scene.tokens[who] = guest.token;
      scene.ids[who] = guest.id;
    }
    for (const Who who : {Moderator, Participant, Viewer})
      EXPECT_EQ(offer({scene.room + "/participants/" + scene.ids[who], "", scene.tokens[who]}).status, 201);
    const auto write = [&](const std::string& token) {
      return send("POST", scene.room + "/messages", token, R"({"text":"Hello"})").json()["id"].get<std::string>();
    };
    for (const Who who : {Moderator, Participant, Viewer}) scene.messages[who] = write(scene.tokens[who]);
    const Guest other = admitted(InvitedParticipant);
    scene.other = other.id;
    scene.others_message = write(other.token);
    scene.waiting = knock(scene.room, scene.tokens[InvitedParticipant]).id;
    const Guest waits = knock(scene.room, scene.tokens[InvitedParticipant]);
    scene.tokens[Waiting] = waits.token;
    scene.ids[Waiting] = waits.id;
    const auto device = [&](const std::string& path) {
      const Reply reply = send("POST", path + scene.room.substr(scene.room.rfind('/')), scene.tokens[InvitedModerator],
                               good_offer, {{"Content-Type", "application/sdp"}});
      return reply.header("Location").substr(reply.header("Location").rfind('/') + 1);
    };
    scene.camera = device("/whip");
    scene.display = device("/whep");
    scene.invitation = send("POST", scene.room + "/invitations", owner, "{}").json()["id"];
    return scene;
  }
  Guest knock(const std::string& room, const std::string& invitation) {
    const Reply reply = send("POST", room + "/participants", invitation, R"({"displayName":"Guest"})");
    return {reply.header("Location"), reply.json()["participant"]["id"], reply.json()["token"]};
  }

  Reply send(const std::string& method, const std::string& path, const std::string& token, const std::string& body,
             Headers headers = {}) {
    ++addresses;
    headers["X-Forwarded-For"] = "10." + std::to_string(addresses >> 16 & 255) + "." +
                                 std::to_string(addresses >> 8 & 255) + "." + std::to_string(addresses & 255);
    return call(method, path, token, body, headers);
  }
  int addresses = 0;
};

std::string with(std::string path, const std::string& name, const std::string& value) {
  if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  return path;
}

const api::Route& route_of(const std::string& operation) {
  for (const auto& route : api::routes())
    if (route.operation == operation) return route;
  throw std::runtime_error("no route " + operation);
}

char outcome(const Reply& reply) {
  switch (reply.status) {
    case 401:
      return '-';
    case 403:
      return 'x';
    case 404:
      return '0';
    default:
      return reply.status >= 200 && reply.status < 300 ? '+' : '?';
  }
}

TEST(CredentialsTable, HasEveryRoute) {
  std::set<std::string> listed, served;
  for (const auto& row : table) listed.insert(row.operation);
  for (const auto& route : api::routes()) served.emplace(route.operation);
  EXPECT_EQ(listed, served);
}

TEST_F(Credentials, EveryPairOfRouteAndCredentialIsAsWritten) {
  // Accounts and scenes are made again after each request that changed something.
  std::string ada, eve;
  Scene keys_room, adas_room;
  bool fresh = false;
  int made = 0;
  const auto prepare = [&] {
    if (fresh) return;
    for (const auto& token : {ada, eve}) {
      if (token.empty()) continue;
      send("DELETE", "/api/v1/accounts/me", token, "");
      for (const char* name : {"ada", "eve"}) {
        const Reply again = send("POST", "/api/v1/sessions", "",
                                 R"({"name":")" + std::string(name) + R"(","password":")" + good_password + "\"}");
        if (again.status == 201) send("DELETE", "/api/v1/accounts/me", again.json()["token"], "");
      }
    }
    const auto account = [&](const std::string& name) {
      const std::string body = R"({"name":")" + name + R"(","password":")" + good_password + "\"}";
      EXPECT_EQ(send("POST", "/api/v1/accounts", "", body).status, 201);
      return send("POST", "/api/v1/sessions", "", body).json()["token"].get<std::string>();
    };
    ada = account("ada");
    eve = account("eve");
    keys_room = set_up(frontend);
    adas_room = set_up(ada);
    fresh = true;
  };
  for (const Row& row : table) {
    const api::Route& route = route_of(row.operation);
    ASSERT_EQ(std::string_view(row.expected).size(), std::size_t{count}) << row.operation;
    for (int who = 0; who < count; ++who) {
      prepare();
      const bool account = who == OwnerAccount || who == OtherAccount;
      const Scene& scene = account ? adas_room : keys_room;
      const std::string& token = who == Nobody               ? std::string()
                                 : who == Garbage            ? std::string("ls_garbage")
                                 : who == KeyForRooms        ? maker
                                 : who == KeyForParticipants ? joiner
                                 : who == OtherKey           ? stranger
                                 : who == OwnerAccount       ? ada
                                 : who == OtherAccount       ? eve
                                                             : scene.tokens[who];
      const bool own = row.about == About::Self;
      const std::string id = row.about == About::OtherWaiting ? scene.waiting
                             : row.about == About::Camera     ? scene.camera
                             : row.about == About::Display    ? scene.display
                             : route.operation == "deleteMessage" && own && !scene.messages[who].empty()
                                 ? scene.messages[who]
                             : route.operation == "deleteMessage"    ? scene.others_message
                             : own && !scene.ids[who].empty()        ? scene.ids[who]
                             : route.operation == "deleteInvitation" ? scene.invitation
                                                                     : scene.other;
      std::string path(route.pattern);
      path = with(path, "{room}", scene.room.substr(scene.room.rfind('/') + 1));
      path = with(with(with(path, "{id}", id), "{file*}", "main.js"), "{language}", "de");
      path = with(path, "{act}", "say");
      std::string body = row.body;
      Headers headers;
      if (!route.accepts.empty()) headers["Content-Type"] = std::string(route.accepts);
      if (route.operation == "createAccount") body = with(body, "%", "account" + std::to_string(++made));
      if (route.accepts == "application/sdp") body = good_offer;
      if (route.accepts == "application/trickle-ice-sdpfrag") body = "a=ice-ufrag:first\r\na=ice-pwd:first\r\n";
      const Reply reply = send(std::string(route.method), path, token, body, headers);
      EXPECT_EQ(outcome(reply), row.expected[who])
          << row.operation << " by " << names[who] << ", about " << static_cast<int>(row.about) << ": " << reply.status
          << " " << reply.body;
      if (reply.status < 400 && route.method != "GET" && route.credential == api::Credential::Bearer) fresh = false;
    }
  }
}

}  // namespace
}  // namespace lethe::contract
