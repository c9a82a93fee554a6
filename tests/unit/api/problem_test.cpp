// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/problem.hpp"

#include <gmock/gmock.h>

#include "mcu/base/fields.hpp"

namespace lethe::api {
namespace {

using testing::Contains;
using testing::Pair;

TEST(Problem, CarriesCodeStatusAndFindings) {
  const Response response = problem(Error(Code::InvalidField, {}, {{"/name", "is missing"}}));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(Json::parse(response.body), Json::parse(R"({"type":"about:blank","title":"Bad Request","status":400,
    "detail":"A field of the body is unknown, missing or out of range.","code":"invalid-field",
    "errors":[{"pointer":"/name","detail":"is missing"}]})"));
  EXPECT_THAT(response.headers, Contains(Pair("Content-Type", "application/problem+json")));
}

TEST(Problem, DetailOfTheErrorIsPreferredToTheSentence) {
  EXPECT_EQ(Json::parse(problem(Error(Code::UnacceptableSdp, "No Opus.")).body)["detail"], "No Opus.");
}

TEST(Problem, EveryCodeHasAReasonAndTheHeadersOfItsStatus) {
  for (int i = 0; i <= static_cast<int>(Code::Busy); ++i) {
    const Error error(static_cast<Code>(i));
    const Response response = problem(error);
    const Json body = Json::parse(response.body);
    EXPECT_NE(body["title"], "???") << body["code"];
    EXPECT_EQ(body["status"], response.status);
    const auto has = [&](const char* name) {
      return std::any_of(response.headers.begin(), response.headers.end(), [&](auto& h) { return h.first == name; });
    };
    EXPECT_EQ(has("WWW-Authenticate"), response.status == 401);
    EXPECT_EQ(has("Retry-After"), response.status == 429 || response.status == 503);
  }
}

}  // namespace
}  // namespace lethe::api
