// SPDX-License-Identifier: AGPL-3.0-or-later
// Who runs the server, as its pages say: name, logo, colours and links.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Headers form{{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept-Language", "de"}};

class Operator : public ServerTest {
 protected:
  Operator() {
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    config.house = {.name = "Praxis <Nord>",
                    .logo = folder + "/logo",
                    .imprint = "https://example.org/impressum/?a=1&b=2",
                    .privacy = "https://example.org/datenschutz",
                    .colour = "#7a1050",
                    .colour_dark = "#ffb0e0"};
    put_logo("<svg xmlns='http://www.w3.org/2000/svg'/>");
  }
  ~Operator() override { std::filesystem::remove_all(folder); }
  void put_logo(const std::string& content) { std::ofstream(config.house.logo, std::ios::binary) << content; }
  std::string folder = "/tmp/lethe-operator-XXXXXX";
};

TEST_F(Operator, IsReadByThePage) {
  const Reply read = call("GET", "/operator.json");
  EXPECT_EQ(read.json(), nlohmann::json::parse(R"({"name":"Praxis <Nord>","logo":"operator.svg",
    "imprint":"https://example.org/impressum/?a=1&b=2","privacy":"https://example.org/datenschutz"})"));
  EXPECT_EQ(read.header("Cache-Control"), "max-age=3600");
  const Reply style = call("GET", "/operator.css");
  EXPECT_THAT(style.header("Content-Type"), HasSubstr("text/css"));
  EXPECT_EQ(style.body,
            ":root{--accent:#7a1050;--on-accent:#ffffff;--glow:#ffb0e0;--on-glow:#000000;}"
            "@media(prefers-color-scheme:dark){:root{--accent:#ffb0e0;--on-accent:#000000;}}\n");
}

TEST_F(Operator, HasALogoThatRunsNothing) {
  const Reply drawn = call("GET", "/operator.svg");
  EXPECT_EQ(drawn.body, "<svg xmlns='http://www.w3.org/2000/svg'/>");
  EXPECT_EQ(drawn.header("Content-Type"), "image/svg+xml");
  EXPECT_THAT(drawn.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(call("GET", "/operator.png").status, 404);
  put_logo("\x89PNG\r\n\x1a\n");
  EXPECT_EQ(call("GET", "/operator.json").json()["logo"], "operator.png");
  EXPECT_EQ(call("GET", "/operator.png").header("Content-Type"), "image/png");
  for (const std::string& unfit : {std::string("text"), "<svg" + std::string(65'536, ' ')}) {
    put_logo(unfit);
    EXPECT_FALSE(call("GET", "/operator.json").json().contains("logo"));
  }
}

TEST_F(Operator, StandsBelowThePagesWithoutAScript) {
  const auto links = AllOf(HasSubstr("<a href=\"https://example.org/impressum/?a=1&amp;b=2\" target=\"_blank\" "
                                     "rel=\"noopener\">Impressum</a>"),
                           HasSubstr("<a href=\"https://example.org/datenschutz\""), HasSubstr("Praxis &lt;Nord&gt;"));
  EXPECT_THAT(call("GET", "/transparency/de").body, links);
  const std::string room = create_room(R"({"lobby":true})");
  const std::string link = room.substr(room.rfind('/') + 1) + "%2F" + invite(room);
  EXPECT_THAT(call("POST", "/listen", {}, "name=Ada&invitation=" + link, form).body, links);
  call("PATCH", room, frontend, R"({"lobby":false})");
  EXPECT_THAT(call("POST", "/listen", {}, "name=Bob&invitation=" + link, form).body, links);
  EXPECT_THAT(call("POST", "/listen", {}, "name=Ada&invitation=x", form).body, links);
}

class NoOperator : public ServerTest {};

TEST_F(NoOperator, LeavesThePagesAsTheyAre) {
  EXPECT_EQ(call("GET", "/operator.json").json(), nlohmann::json::parse(R"({"name":"Lethe"})"));
  EXPECT_THAT(call("GET", "/operator.css").body, Not(HasSubstr("--")));
  EXPECT_EQ(call("GET", "/operator.svg").status, 404);
  EXPECT_THAT(call("POST", "/listen", {}, "name=Ada&invitation=x", form).body,
              AllOf(HasSubstr(" · Lethe</title>"), Not(HasSubstr("<footer>"))));
}

}  // namespace
}  // namespace lethe::contract
