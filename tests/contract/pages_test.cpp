// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What tools/page makes of the sources, and what is served.
class Pages : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    std::string folder = "/tmp/lethe-pages-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    made() = folder;
    ASSERT_EQ(std::system(("tools/page " + folder).c_str()), 0);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(made()); }
  static std::filesystem::path& made() {
    static std::filesystem::path folder;
    return folder;
  }
  // The path by which the document has a file.
  std::string addressed(const std::string& name) {
    const std::string document = call("GET", "/").body, key = "\"./" + name + "\":\"./";
    const auto from = document.find(key) + key.size();
    return "/" + document.substr(from, document.find('"', from) - from);
  }
};

TEST_F(Pages, EveryFileIsServedAsItIsMadeOfTheSourcesAndCompressedToWhoTakesIt) {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(made())) {
    if (!entry.is_regular_file() || entry.path().extension() == ".gz") continue;
    ++files;
    const std::string path = "/" + entry.path().lexically_relative(made()).string();
    const Reply plain = call("GET", path), compressed = call("GET", path, {}, {}, {{"Accept-Encoding", "br, gzip"}});
    EXPECT_EQ(plain.body, content(entry.path())) << path;
    EXPECT_EQ(plain.header("Content-Encoding"), "") << path;
    EXPECT_NE(plain.header("Content-Type"), "application/octet-stream") << path;
    EXPECT_EQ(compressed.body, content(entry.path().string() + ".gz")) << path;
    EXPECT_EQ(compressed.header("Content-Encoding"), "gzip") << path;
    EXPECT_EQ(compressed.header("Content-Type"), plain.header("Content-Type"));
    EXPECT_NE(compressed.header("ETag"), plain.header("ETag")) << path;
    for (const Reply* reply : {&plain, &compressed}) EXPECT_EQ(reply->header("Vary"), "Accept-Encoding") << path;
  }
  EXPECT_GT(files, 60);
}

TEST_F(Pages, ScriptsAndStylesAreThoseOfTheSourcesButForCommentsAndIndentation) {
  for (const std::string path : {"boot.js", "base/dom.js", "style/style.css"}) {
    const std::string name = path.substr(path.find('/') + 1);
    std::istringstream source(content("api/web/" + path));
    std::string expected;
    for (std::string line; std::getline(source, line);) {
      const auto text = line.find_first_not_of(' ');
      const bool comment = text != line.npos && (line.compare(text, 2, "//") == 0 || line.compare(text, 2, "/*") == 0);
      if (text == line.npos || comment) continue;
      const auto behind = std::min(line.find(" // "), line.find(" /* "));  // in these no text has one
      expected += line.substr(text, behind == line.npos ? behind : behind - text) + "\n";
    }
    EXPECT_EQ(call("GET", "/" + name).body, expected) << name;
  }
}

TEST_F(Pages, ModulesImportEachOtherByNameWhereverTheyAreInTheSources) {
  EXPECT_THAT(call("GET", "/main.js").body, AllOf(HasSubstr("from './dom.js'"), HasSubstr("import('./room.js')")));
  EXPECT_THAT(call("GET", "/portrait.js").body, HasSubstr("from './dom.js'"));
  EXPECT_THAT(call("GET", "/reference/reference.js").body, HasSubstr("from '../dom.js'"));
  const std::regex imported("(?:from|import) *\\(?'(\\.[^']+)'");
  int modules = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(made())) {
    if (entry.path().extension() != ".js") continue;
    const std::string module = content(entry.path());
    for (std::sregex_iterator at(module.begin(), module.end(), imported), end; at != end; ++at, ++modules)
      EXPECT_TRUE(std::filesystem::exists(entry.path().parent_path() / (*at)[1].str())) << entry.path() << at->str();
  }
  EXPECT_GT(modules, 150);
}

TEST_F(Pages, CompressesForWhoSaysSoOnly) {
  for (const char* takes : {"gzip", "deflate, GZIP;q=0.1", "gzip;q=1.0, identity; q=0.5"})
    EXPECT_EQ(call("GET", "/", {}, {}, {{"Accept-Encoding", takes}}).header("Content-Encoding"), "gzip") << takes;
  for (const char* takes : {"", "*", "br", "gzip;q=0", "x, gzip; q=0.000", ";;,=,", "gzipped"})
    EXPECT_EQ(call("GET", "/", {}, {}, {{"Accept-Encoding", takes}}).header("Content-Encoding"), "") << takes;
}

TEST_F(Pages, FilesThatCarryTheirDigestAreKeptForAYearAndOthersAreAskedForAgain) {
  const std::string address = addressed("main.js");
  EXPECT_THAT(address, testing::MatchesRegex("/main\\.[0-9a-f]+\\.js"));
  const Reply lasting = call("GET", address);
  EXPECT_EQ(lasting.status, 200);
  EXPECT_EQ(lasting.body, content(made() / "main.js"));
  EXPECT_EQ(lasting.header("Cache-Control"), "max-age=31536000, immutable");
  // A page that was there before the server was brought up to date asks by another digest.
  for (const char* path : {"/main.js", "/main.0123456789ab.js"}) {
    const Reply passing = call("GET", path);
    EXPECT_EQ(passing.body, lasting.body) << path;
    EXPECT_EQ(passing.header("Cache-Control"), "no-cache") << path;
  }
  for (const char* path : {"/main.0123456789.js", "/main.0123456789ag.js", "/0123456789ab.js", "/.0123456789ab.js",
                           "/nothing.0123456789ab.js", "/main.js.gz", "/main.0123456789ab", "/."})
    EXPECT_EQ(call("GET", path).status, 404) << path;
}

TEST_F(Pages, BrowsersGetAPageAtAnAddressThatIsNone) {
  const Headers browser{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}, {"Accept-Language", "de"}};
  for (const char* path : {"/rooms", "/join/x", "/nothing.js"}) {
    const Reply reply = call("GET", path, {}, {}, browser);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_THAT(reply.header("Content-Type"), StartsWith("text/html"));
    EXPECT_THAT(reply.body, HasSubstr("<html lang=\"de\">"));
    EXPECT_THAT(reply.body, HasSubstr("<a href=\"/\">"));
  }
  for (const std::string page : {"/join", "/listen"}) {
    const Reply reply = call("GET", page + "/", {}, {}, browser);
    EXPECT_EQ(reply.status, 301);
    EXPECT_EQ(reply.header("Location"), page);
  }
  EXPECT_EQ(call("GET", "/api/v1/nothing", {}, {}, browser).code(), "not-found");
  EXPECT_EQ(call("GET", "/rooms").code(), "not-found");
}

TEST_F(Pages, DocumentsNameAllFilesByTheirDigest) {
  for (const char* path : {"/", "/listen", "/reference"}) {
    const std::string document = call("GET", path).body;
    const std::regex reference("<(?:script|link)[^>]* (?:src|href)=\"([^\"]+)\"");
    int files = 0;
    for (std::sregex_iterator at(document.begin(), document.end(), reference), end; at != end; ++at, ++files) {
      const std::string name = (*at)[1];
      if (name.starts_with("operator.") && !name.ends_with(".js")) continue;  // the administrator's
      EXPECT_EQ(call("GET", "/" + name).header("Cache-Control"), "max-age=31536000, immutable") << name;
    }
    EXPECT_GT(files, 4) << path;
  }
}

TEST_F(Pages, PageAndJoinLinkGiveTheSameDocumentWithItsWalls) {
  for (const char* path : {"/", "/join", "/join?x=y"}) {
    const Reply reply = call("GET", path);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.body, content(made() / "index.html"));
    EXPECT_THAT(reply.header("Content-Security-Policy"), StartsWith("default-src 'self'; "));
    EXPECT_THAT(reply.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(reply.header("Permissions-Policy"), "camera=(self), microphone=(self), display-capture=(self)");
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.header("Cache-Control"), "no-cache");
    EXPECT_EQ(reply.header("Server"), "");
  }
}

TEST_F(Pages, EveryKindOfAnswerHasTheSecurityHeaders) {
  const auto room = create_room();
  const std::vector<Reply> answers{call("GET", "/"),
                                   call("GET", "/style.css"),
                                   call("GET", "/healthz"),
                                   call("GET", "/transparency"),
                                   call("GET", room, frontend),
                                   call("GET", room),
                                   call("GET", "/nowhere"),
                                   call("DELETE", "/healthz"),
                                   raw("nonsense\r\n\r\n"),
                                   call("HEAD", "/"),
                                   call("DELETE", room, frontend)};
  for (const Reply& answer : answers) {
    EXPECT_THAT(answer.header("Content-Security-Policy"), StartsWith("default-src '")) << answer.status;
    EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(answer.header("Permissions-Policy"), HasSubstr("camera=("));
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.header("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(answer.header("Strict-Transport-Security"), "");  // a promise that only TLS can keep
  }
}

TEST_F(Pages, ReaderThatHasTheFileIsToldSo) {
  for (const char* coding : {"identity", "gzip"}) {
    const Reply first = call("GET", "/join", {}, {}, {{"Accept-Encoding", coding}});
    const Headers has{{"Accept-Encoding", coding}, {"If-None-Match", "\"other\", " + first.header("ETag")}};
    const Reply again = call("GET", "/join", {}, {}, has);
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), first.header("ETag"));
    EXPECT_EQ(again.header("Content-Encoding"), "");
    const Reply head = call("HEAD", "/join", {}, {}, {{"Accept-Encoding", coding}});
    EXPECT_EQ(head.header("Content-Length"), std::to_string(first.body.size()));
  }
}

TEST_F(Pages, ContractIsServed) {
  const Reply yaml = call("GET", "/openapi.yaml"), json = call("GET", "/openapi.json");
  EXPECT_EQ(yaml.body, content("api/openapi.yaml"));
  EXPECT_EQ(yaml.header("Content-Type"), "application/yaml");
  EXPECT_EQ(json.json()["paths"]["/openapi.json"]["get"]["operationId"], "getContractAsJson");
  EXPECT_EQ(json.header("Content-Type"), "application/json");
}

TEST_F(Pages, ReferenceIsServedWithTheWallsOfThePage) {
  const Reply reply = call("GET", "/reference");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, content(made() / "reference/index.html"));
  EXPECT_THAT(reply.header("Content-Security-Policy"), StartsWith("default-src 'self'; "));
}

TEST_F(Pages, HealthAndReadinessAreTold) {
  EXPECT_EQ(call("GET", "/healthz").json()["status"], "ok");
  EXPECT_EQ(call("GET", "/readyz").json()["status"], "ready");
}

}  // namespace
}  // namespace lethe::contract
