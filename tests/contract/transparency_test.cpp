// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Transparency : public ServerTest {
 protected:
  Transparency() { config.http.source_url = "https://example.org/source?a&b"; }
};

TEST_F(Transparency, IsToldToEverybodyWithWhatTheMediaProcessesSaid) {
  const Reply reply = call("GET", "/api/v1/transparency");
  EXPECT_EQ(reply.status, 200);
  const auto document = reply.json();
  EXPECT_EQ(document["language"], "en");
  EXPECT_EQ(document["build"], LETHE_BUILD);
  EXPECT_EQ(document["sourceUrl"], config.http.source_url);
  // Two processes say it; how many there are tells how many rooms are open, and is not told.
  ASSERT_EQ(document["media"].size(), 1U);
  EXPECT_EQ(document["media"][0]["filter"], "feed");
  EXPECT_EQ(document["media"][0]["selfTest"]["attempts"], 38);
  EXPECT_EQ(document["media"][0]["selfTest"]["refused"], 38);
  EXPECT_EQ(document["programs"][0]["name"], "lethe");
  EXPECT_EQ(document["programs"][0]["sha256"].get<std::string>().size(), 64U);
}

TEST_F(Transparency, SaysTheSameInBothLanguages) {
  const auto english = call("GET", "/api/v1/transparency").json();
  const auto german = call("GET", "/api/v1/transparency", {}, {}, {{"Accept-Language", "de-AT,en;q=0.5"}}).json();
  EXPECT_EQ(german["language"], "de");
  for (const char* part : {"stored", "notStorable", "notPromised"}) {
    ASSERT_GE(english[part].size(), 3U) << part;
    ASSERT_EQ(english[part].size(), german[part].size()) << part;
    for (std::size_t i = 0; i < english[part].size(); ++i) {
      EXPECT_EQ(english[part][i]["topic"], german[part][i]["topic"]);
      EXPECT_NE(english[part][i]["text"], german[part][i]["text"]);
      EXPECT_EQ(english[part][i].value("days", -1), german[part][i].value("days", -1));
    }
  }
}

TEST_F(Transparency, PageHoldsEverySentenceOfTheDocumentAndNoScript) {
  const auto document = call("GET", "/api/v1/transparency").json();
  const Reply page = call("GET", "/transparency");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.header("Content-Language"), "en");
  EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("default-src 'none'; style-src 'self'"));
  for (const char* part : {"stored", "notStorable", "notPromised"})
    for (const auto& statement : document[part])
      EXPECT_THAT(page.body, HasSubstr("<li>" + statement["text"].get<std::string>()));
  EXPECT_THAT(page.body, AllOf(HasSubstr("it tries to store something. Attempts: 38. Blocked: 38."),
                               HasSubstr("<code>feed</code>")));
  EXPECT_THAT(page.body, HasSubstr("href=\"https://example.org/source?a&amp;b\""));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
}

TEST_F(Transparency, PageSpeaksTheLanguageOfTheBrowserOrTheOneThatIsChosen) {
  EXPECT_THAT(call("GET", "/transparency", {}, {}, {{"Accept-Language", "de"}}).body, HasSubstr("<html lang=\"de\">"));
  const Reply german = call("GET", "/transparency/de"), english = call("GET", "/transparency/en");
  EXPECT_THAT(german.body, AllOf(HasSubstr("<html lang=\"de\">"), HasSubstr("href=\"../transparency/en\""),
                                 HasSubstr("href=\"../document.")));
  EXPECT_THAT(english.body, HasSubstr("<html lang=\"en\">"));
  EXPECT_EQ(call("GET", "/transparency/pt").status, 404);
}

TEST_F(Transparency, TellsForHowManyDaysAttendanceIsKept) {
  const auto told = call("GET", "/api/v1/transparency").json()["stored"][0];
  EXPECT_EQ(told["topic"], "attendance");
  EXPECT_EQ(told["days"], config.store.retention_days);
  EXPECT_THAT(call("GET", "/transparency").body, HasSubstr("Deleted after 14 days."));
}

TEST_F(Transparency, TellsForHowManyDaysUnusedRoomsAreKept) {
  const auto stored = call("GET", "/api/v1/transparency").json()["stored"];
  const auto rooms = std::find_if(stored.begin(), stored.end(),
                                  [](const auto& one) { return one["topic"] == "rooms-without-account"; });
  ASSERT_NE(rooms, stored.end());
  EXPECT_EQ((*rooms)["days"], config.limits.unused_room_days);
}

class TransparencyWithoutAttendance : public ServerTest {
 protected:
  TransparencyWithoutAttendance() { config.store.retention_days = 0; }
};

TEST_F(TransparencyWithoutAttendance, SaysThatNoneIsStored) {
  const auto told = call("GET", "/api/v1/transparency").json()["stored"][0];
  EXPECT_THAT(told["text"].get<std::string>(), testing::StartsWith("Not even IP addresses"));
  EXPECT_FALSE(told.contains("days"));
}

class TransparencyWithoutSource : public ServerTest {};

TEST_F(TransparencyWithoutSource, SaysThatThereIsARightToIt) {
  EXPECT_THAT(call("GET", "/transparency/de").body,
              HasSubstr("Die Lizenz (AGPL) gibt Ihnen ein Recht auf den Quelltext."));
}

}  // namespace
}  // namespace lethe::contract
