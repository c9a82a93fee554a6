// SPDX-License-Identifier: AGPL-3.0-or-later
// The seat without JavaScript: forms, frames, and addresses that work once.
#include <regex>

#include "tests/contract/support/contract.hpp"
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Seats : public ServerTest {
 protected:
  Reply post(const std::string& path, const std::string& body, const std::string& language = "en") {
    const Reply reply = call("POST", path, {}, body,
                             {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept-Language", language}});
    EXPECT_THAT(Contract::get().violations(path == "/listen" ? "postListen" : "postListenAct", reply), IsEmpty());
    return reply;
  }
  Reply enter(const std::string& room, const std::string& more = {}, const std::string& language = "en") {
    const std::string link = "https%3A%2F%2Fhost%2Fjoin%23" + room.substr(room.rfind('/') + 1) + "%2F" + invite(room);
    return post("/listen", "invitation=" + link + "&name=Ada" + more, language);
  }
  static std::string first(const std::string& text, const std::string& pattern) {
    std::smatch found;
    return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
  }
  static std::string seat_of(const Reply& page) { return first(page.body, "name=\"seat\" value=\"([^\"]+)\""); }
};

TEST_F(Seats, AFormBringsASeatWithFramesAndNoCookieAndNoScript) {
  const std::string room = create_room(R"({"name":"Tea <b>"})");
  const Reply page = enter(room);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.count("set-cookie"), 0U);
  EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(page.header("Content-Security-Policy"), Not(HasSubstr("script")));
  EXPECT_EQ(page.header("Cache-Control"), "no-store");
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, HasSubstr("Tea &lt;b&gt;"));
  const auto people = call("GET", room + "/participants", frontend).json()["participants"];
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0]["displayName"], "Ada");
  EXPECT_TRUE(people[0]["listening"]);
  // Each frame's address is good once.
  const std::string pictures = first(page.body, "name=\"pictures\"[^>]*src=\"([^\"]+)\"");
  HttpConnection reader(server->port());
  reader.send(request_text("GET", pictures, {}, ""));
  Reply head;
  ASSERT_TRUE(reader.receive_head(head));
  EXPECT_EQ(head.status, 200);
  EXPECT_THAT(head.header("Content-Type"), HasSubstr("multipart/x-mixed-replace"));
  EXPECT_THAT(head.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'self'"));
  EXPECT_EQ(call("GET", pictures).status, 404);
}

TEST_F(Seats, SpeakTheReadersLanguage) {
  EXPECT_THAT(enter(create_room(), {}, "de-DE,de;q=0.9").body, HasSubstr("Hand heben"));
}

TEST_F(Seats, SpeakTheLanguageThatIsChosenFromThenOn) {
  const std::string room = create_room(R"({"lobby":true})");
  const Reply waiting = enter(room, "&language=fr", "de");
  EXPECT_THAT(waiting.body, HasSubstr("<html lang=\"fr\">"));
  EXPECT_THAT(waiting.body, HasSubstr("<option value=\"fr\" selected>Français</option>"));
  const std::string seat = "seat=" + seat_of(waiting);
  call("PATCH", room, frontend, R"({"lobby":false})");
  const std::string id = call("GET", room + "/participants", frontend).json()["participants"][0]["id"];
  call("POST", room + "/participants/" + id + "/admit", frontend);
  const Reply page = post("/listen/seat", seat + "&language=it", "de");
  EXPECT_THAT(page.body, HasSubstr("<input type=\"hidden\" name=\"language\" value=\"it\">"));
  EXPECT_THAT(page.body, HasSubstr("Alza la mano"));
  HttpConnection news(server->port());
  news.send(request_text("GET", first(page.body, "src=\"(/listen/news/[^\"]+/it)\""), {}, ""));
  EXPECT_THAT(news.receive_until("</p>"), HasSubstr("Nella riunione"));
  EXPECT_THAT(post("/listen/hand", seat + "&up=yes&language=it", "de").body, HasSubstr("La Sua mano è alzata."));
  EXPECT_THAT(post("/listen/hand", seat + "&up=yes&language=xx", "de").body, HasSubstr("Ihre Hand ist gehoben."));
  EXPECT_EQ(call("GET", "/listen/news/x/xx").status, 404);
}

TEST_F(Seats, ChatNewsAndHands) {
  const std::string room = create_room();
  const Reply page = enter(room);
  const std::string seat = "seat=" + seat_of(page);
  HttpConnection news(server->port());
  news.send(request_text("GET", first(page.body, "src=\"(/listen/news/[^\"]+)\""), {}, ""));
  Reply head;
  ASSERT_TRUE(news.receive_head(head));
  expect_kept_by_nobody(head, true);
  EXPECT_THAT(news.receive_until("</p>"), HasSubstr("<bdi>Ada</bdi> (listening)"));
  EXPECT_THAT(post("/listen/say", seat + "&text=Hello+%3Cb%3E").body, HasSubstr("Sent."));
  EXPECT_THAT(news.receive_until("</p>"), HasSubstr("Hello &lt;b&gt;"));
  EXPECT_THAT(call("GET", room + "/messages", frontend).json()["messages"][0]["text"], "Hello <b>");
  EXPECT_THAT(post("/listen/hand", seat + "&up=yes").body, HasSubstr("Your hand is raised."));
  EXPECT_TRUE(call("GET", room + "/participants", frontend).json()["participants"][0].contains("hand"));
  EXPECT_THAT(post("/listen/hand", seat + "&up=no").body, HasSubstr("lowered"));
  EXPECT_THAT(post("/listen/people", seat).body, HasSubstr("<bdi>Ada</bdi> <small>listening"));
}

TEST_F(Seats, SayALineAloudWhereTheRoomDoesThat) {
  const std::string room = create_room();
  const std::string seat = "seat=" + seat_of(enter(room));
  EXPECT_THAT(enter(room, {}, "de").body, Not(HasSubstr("Vorlesen")));
  EXPECT_EQ(post("/listen/say", seat + "&text=x&aloud=yes").status, 409);
  call("PATCH", room, frontend, R"({"spokenChat":true})");
  EXPECT_THAT(enter(room, {}, "de").body, HasSubstr("Vorlesen"));
  EXPECT_THAT(post("/listen/say", seat + "&text=x&aloud=yes").body, HasSubstr("Read aloud"));
  EXPECT_EQ(call("GET", room + "/messages", frontend).json()["messages"][0]["spoken"], true);
  EXPECT_EQ(post("/listen/say", seat + "&text=" + std::string(141, 'x') + "&aloud=yes").status, 400);
}

TEST_F(Seats, OtherPicturesAndSoundComeByRedirection) {
  const std::string seat = "seat=" + seat_of(enter(create_room()));
  const Reply pictures = post("/listen/pictures", seat + "&pictures=2&step=360p");
  EXPECT_EQ(pictures.status, 303);
  EXPECT_THAT(pictures.header("Location"), HasSubstr("/streams/"));
  EXPECT_EQ(post("/listen/sound", seat).status, 303);
  EXPECT_EQ(post("/listen/pictures", seat + "&pictures=60&step=360p").status, 400);
}

TEST_F(Seats, SoundOnlyIsAChoiceAndIsSaid) {
  const std::string room = create_room();
  const Reply page = enter(room);
  EXPECT_THAT(page.body, HasSubstr(">Audio only</option>"));
  const std::string step = first(page.body, "value=\"([^\"]+)\">Audio only</option>"), seat = "seat=" + seat_of(page);
  HttpConnection news(server->port());
  news.send(request_text("GET", first(page.body, "src=\"(/listen/news/[^\"]+)\""), {}, ""));
  news.receive_until("</p>");
  const Reply chosen = post("/listen/pictures", seat + "&pictures=2&step=" + step);
  EXPECT_EQ(chosen.status, 200);
  EXPECT_THAT(chosen.body, HasSubstr("You receive audio only."));
  EXPECT_THAT(news.receive_until("</p>"), HasSubstr("From now on you receive audio only."));
  EXPECT_THAT(post("/listen/seat", seat).body, HasSubstr("You receive audio only."));
  EXPECT_EQ(post("/listen/pictures", seat + "&pictures=2&step=360p").status, 303);
  EXPECT_THAT(news.receive_until("</p>"), HasSubstr("The video is back."));
}

TEST_F(Seats, LeavingAndRemovalEndThem) {
  const std::string room = create_room();
  const Reply page = enter(room);
  const std::string seat = "seat=" + seat_of(page);
  EXPECT_THAT(post("/listen/leave", seat).body, HasSubstr("You left the meeting"));
  EXPECT_EQ(post("/listen/say", seat + "&text=x").status, 401);
  const Reply other = enter(room);
  HttpConnection news(server->port());
  news.send(request_text("GET", first(other.body, "src=\"(/listen/news/[^\"]+)\""), {}, ""));
  news.receive_until("</p>");
  const std::string id = call("GET", room + "/participants", frontend).json()["participants"][0]["id"];
  call("DELETE", room + "/participants/" + id, frontend);
  EXPECT_THAT(news.receive_until("</p>"), HasSubstr("removed"));
  EXPECT_TRUE(news.closed_by_server());
}

TEST_F(Seats, WaitInTheLobby) {
  const std::string room = create_room(R"({"lobby":true})");
  const Reply page = enter(room);
  EXPECT_THAT(page.body, HasSubstr("Please wait"));
  const std::string seat = "seat=" + seat_of(page);
  HttpConnection news(server->port());
  news.send(request_text("GET", first(page.body, "src=\"(/listen/news/[^\"]+)\""), {}, ""));
  const std::string id = call("GET", room + "/participants", frontend).json()["participants"][0]["id"];
  EXPECT_EQ(call("POST", room + "/participants/" + id + "/admit", frontend).status, 200);
  EXPECT_THAT(news.receive_until("button.</p>"), HasSubstr("You were admitted"));
  EXPECT_THAT(post("/listen/seat", seat).body, HasSubstr("name=\"pictures\""));
}

TEST_F(Seats, WhatIsWrongIsSaidOnAPage) {
  const std::string room = create_room();
  for (const auto& [body, status] :
       {std::pair{"", 400}, {"invitation=x&name=Ada", 400}, {"name=%", 400}, {"invitation=a%2Fb&name=Ada", 401}}) {
    const Reply page = post("/listen", body);
    EXPECT_EQ(page.status, status) << body;
    EXPECT_THAT(page.header("Content-Type"), HasSubstr("text/html"));
  }
  EXPECT_EQ(post("/listen/fly", "seat=a%2Fb%2Fc").status, 404);
  EXPECT_EQ(post("/listen/say", "text=x").status, 401);
}

TEST_F(Seats, WhatIsWrongIsSaidInTheReadersLanguage) {
  const std::string room = create_room(R"({"pin":"1234"})");
  EXPECT_THAT(post("/listen", "invitation=x&name=Ada", "it").body, HasSubstr("Questo link di invito è incompleto."));
  EXPECT_THAT(post("/listen", "invitation=a%2Fb&name=Ada", "fr").body,
              HasSubstr("Cette invitation n’est pas valable."));
  EXPECT_THAT(post("/listen", "invitation=a%2Fb", "de").body, HasSubstr("Bitte geben Sie einen Namen ein."));
  EXPECT_THAT(enter(room, "&pin=99", "de").body, HasSubstr("Falsche PIN."));
  call("PATCH", room, frontend, R"({"locked":true})");
  EXPECT_THAT(enter(room, "&pin=1234", "de").body, HasSubstr("Diese Konferenz ist gesperrt."));
}

TEST_F(Seats, FormsOfOtherSitesAreNotTaken) {
  const std::string room = create_room();
  const std::string body = "invitation=" + room.substr(room.rfind('/') + 1) + "%2F" + invite(room) + "&name=Ada";
  const auto status = [&](const char* site) {
    return call("POST", "/listen", {}, body,
                {{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", site}})
        .status;
  };
  EXPECT_EQ(status("cross-site"), 403);
  EXPECT_EQ(status("same-site"), 403);
  EXPECT_EQ(call("GET", room, frontend).json()["participants"], 0);
  EXPECT_EQ(status("same-origin"), 200);
  EXPECT_EQ(call("GET", room, frontend).json()["participants"], 1);
}

}  // namespace
}  // namespace lethe::contract
