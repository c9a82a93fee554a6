// SPDX-License-Identifier: AGPL-3.0-or-later
// A language more is a file more: the server with a third one (tests/support/third_language.py).
#include <regex>

#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class ThirdLanguage : public ServerTest {
 protected:
  const Headers reader{{"Accept-Language", "qaa-x-test, de;q=0.8, en;q=0.7"}};
};

TEST_F(ThirdLanguage, EverySentenceOfTheTransparencyPageIsInIt) {
  const Reply page = call("GET", "/transparency", {}, {}, reader);
  EXPECT_EQ(page.header("Content-Language"), "qaa");
  EXPECT_THAT(page.body, AllOf(HasSubstr("<html lang=\"qaa\">"), HasSubstr("<h1>‹What this server stores›</h1>"),
                               HasSubstr("Deleted after ‹14 days›.›")));
  const auto document = call("GET", "/api/v1/transparency", {}, {}, reader).json();
  EXPECT_EQ(document["language"], "qaa");
  for (const char* part : {"stored", "notStorable", "notPromised"})
    for (const auto& statement : document[part])
      EXPECT_THAT(statement["text"].get<std::string>(), MatchesRegex("‹.*›")) << statement["topic"];
}

TEST_F(ThirdLanguage, EachLanguageNamesAllOthers) {
  const auto link = [](const char* tag, const char* name) {
    return "<a href=\"../transparency/" + std::string(tag) + "\">" + name + "</a>";
  };
  const std::string english = link("en", "English"), german = link("de", "Deutsch"), third = link("qaa", "‹English›");
  EXPECT_THAT(call("GET", "/transparency/qaa").body,
              AllOf(HasSubstr(english), HasSubstr(german), Not(HasSubstr(third))));
  EXPECT_THAT(call("GET", "/transparency/de").body,
              AllOf(HasSubstr(english), HasSubstr(third), Not(HasSubstr(german))));
}

TEST_F(ThirdLanguage, TheSeatWithoutAScriptSpeaksIt) {
  const std::string room = create_room();
  Headers headers = reader;
  headers["Content-Type"] = "application/x-www-form-urlencoded";
  const std::string link = room.substr(room.rfind('/') + 1) + "%2F" + invite(room);
  const Reply page = call("POST", "/listen", {}, "name=Ada&invitation=" + link, headers);
  EXPECT_THAT(page.body, AllOf(HasSubstr("<html lang=\"qaa\">"), HasSubstr("<h2>‹Chat and events›</h2>")));
  const std::regex button("<button[^>]*>([^<]*)");
  int buttons = 0;
  for (std::sregex_iterator at(page.body.begin(), page.body.end(), button), end; at != end; ++at, ++buttons)
    EXPECT_THAT((*at)[1].str(), MatchesRegex("‹.*›"));
  EXPECT_GE(buttons, 6);
}

TEST_F(ThirdLanguage, OneMayBeWrittenFromRightToLeft) {
  const Headers right_to_left{{"Accept-Language", "he"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  for (const Reply& page : {call("GET", "/transparency", {}, {}, right_to_left),
                            call("POST", "/listen", {}, "name=Ada&invitation=x", right_to_left)})
    EXPECT_THAT(page.body, HasSubstr("<html lang=\"he\" dir=\"rtl\">"));
}

TEST_F(ThirdLanguage, WhoReadsNoneOfThemGetsEnglish) {
  const Headers nobody{{"Accept-Language", "zxx"}};
  EXPECT_THAT(call("GET", "/transparency", {}, {}, nobody).body, HasSubstr("<h1>What this server stores</h1>"));
}

}  // namespace
}  // namespace lethe::contract
