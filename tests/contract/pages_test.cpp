// SPDX-License-Identifier: AGPL-3.0-or-later
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Pages = ServerTest;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What api/served.sed makes of a file of the page.
std::string served(const std::filesystem::path& path) {
  const std::string command = "sed -E -f api/served.sed '" + path.string() + "'";
  std::string text;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "sed cannot be started";
  char buffer[4096];
  for (std::size_t size = 0; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, size);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

TEST_F(Pages, EveryFileOfThePageIsServedWithoutCommentsAndIndentation) {
  const std::filesystem::path folder = "api/web";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const Reply reply = call("GET", std::string("/").append(entry.path().lexically_relative(folder).string()));
    EXPECT_EQ(reply.status, 200) << entry.path();
    EXPECT_EQ(reply.body, served(entry.path())) << entry.path();
    EXPECT_NE(reply.header("Content-Type"), "application/octet-stream") << entry.path();
  }
}

TEST_F(Pages, PageAndJoinLinkGiveTheSameDocumentWithItsWalls) {
  for (const char* path : {"/", "/join", "/join?x=y"}) {
    const Reply reply = call("GET", path);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.body, served("api/web/index.html"));
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
  const Reply first = call("GET", "/style.css");
  const Reply again = call("GET", "/style.css", {}, {}, {{"If-None-Match", first.header("ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  const Reply head = call("HEAD", "/style.css");
  EXPECT_EQ(head.header("Content-Length"), std::to_string(first.body.size()));
}

TEST_F(Pages, ContractIsServed) {
  const Reply reply = call("GET", "/openapi.yaml");
  EXPECT_EQ(reply.body, content("api/openapi.yaml"));
  EXPECT_EQ(reply.header("Content-Type"), "application/yaml");
}

TEST_F(Pages, ReferenceIsServedWithTheWallsOfThePage) {
  const Reply reply = call("GET", "/reference");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, content("api/reference/index.html"));
  for (const char* name : {"reference.js", "yaml.js", "reference.css"})
    EXPECT_EQ(call("GET", std::string("/reference/") + name).body, content(std::string("api/reference/") + name));
  EXPECT_THAT(reply.header("Content-Security-Policy"), StartsWith("default-src 'self'; "));
}

TEST_F(Pages, HealthAndReadinessAreTold) {
  EXPECT_EQ(call("GET", "/healthz").json()["status"], "ok");
  EXPECT_EQ(call("GET", "/readyz").json()["status"], "ready");
}

}  // namespace
}  // namespace lethe::contract
