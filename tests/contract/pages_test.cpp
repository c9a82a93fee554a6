// SPDX-License-Identifier: AGPL-3.0-or-later
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

TEST_F(Pages, EveryFileOfThePageIsServedAsItIs) {
  const std::filesystem::path folder = "api/web";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const Reply reply = call("GET", std::string("/").append(entry.path().lexically_relative(folder).string()));
    EXPECT_EQ(reply.status, 200) << entry.path();
    EXPECT_EQ(reply.body, content(entry.path())) << entry.path();
    EXPECT_NE(reply.header("Content-Type"), "application/octet-stream") << entry.path();
  }
}

TEST_F(Pages, PageAndJoinLinkGiveTheSameDocumentWithItsWalls) {
  for (const char* path : {"/", "/join", "/join?x=y"}) {
    const Reply reply = call("GET", path);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.body, content("api/web/index.html"));
    EXPECT_THAT(reply.header("Content-Security-Policy"), StartsWith("default-src 'self'; "));
    EXPECT_THAT(reply.header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(reply.header("Permissions-Policy"), "camera=(self), microphone=(self), display-capture=(self)");
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.header("Cache-Control"), "no-cache");
    EXPECT_EQ(reply.header("Server"), "");
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

TEST_F(Pages, HealthAndReadinessAreTold) {
  EXPECT_EQ(call("GET", "/healthz").json()["status"], "ok");
  EXPECT_EQ(call("GET", "/readyz").json()["status"], "ready");
}

}  // namespace
}  // namespace lethe::contract
