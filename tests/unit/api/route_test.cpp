// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/route.hpp"

#include <gmock/gmock.h>

#include <set>

namespace lethe::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Route, PatternFitsSegmentBySegment) {
  std::vector<std::string> parameters;
  EXPECT_TRUE(fits("/rooms/{room}/participants/{id}", "/rooms/r1/participants/p1", parameters));
  EXPECT_THAT(parameters, ElementsAre("r1", "p1"));
  EXPECT_TRUE(fits("/rooms", "/rooms", parameters));
  EXPECT_THAT(parameters, IsEmpty());
  EXPECT_FALSE(fits("/rooms", "/rooms/", parameters));
  EXPECT_FALSE(fits("/rooms/{room}", "/rooms/", parameters));
  EXPECT_FALSE(fits("/rooms/{room}", "/rooms", parameters));
  EXPECT_FALSE(fits("/rooms/{room}", "/rooms/a/b", parameters));
  EXPECT_TRUE(fits("/", "/", parameters));
  EXPECT_FALSE(fits("/", "", parameters));
}

TEST(Route, LastParameterMayTakeAllTheRest) {
  std::vector<std::string> parameters;
  EXPECT_TRUE(fits("/{file*}", "/a/b.js", parameters));
  EXPECT_THAT(parameters, ElementsAre("a/b.js"));
  EXPECT_FALSE(fits("/{file*}", "/", parameters));
}

TEST(Route, MethodDecidesAmongRoutesOfOnePath) {
  const Match match = find(routes(), "PATCH", "/api/v1/rooms/r1");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->operation, "patchRoom");
  EXPECT_THAT(match.parameters, ElementsAre("r1"));
  EXPECT_EQ(find(routes(), "HEAD", "/healthz").route->operation, "getHealth");
}

TEST(Route, KnownPathWithAnotherMethodNamesTheAllowedOnes) {
  const Match match = find(routes(), "PUT", "/api/v1/rooms");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, POST");
  EXPECT_EQ(find(routes(), "POST", "/style.css").allow, "");
}

TEST(Route, OperationsHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Route& route : routes()) EXPECT_TRUE(names.insert(route.operation).second) << route.operation;
}

// OPTIONS is asked by browsers, without a credential, before they send one.
TEST(Route, WhatIsNotForEverybodyNeedsACredential) {
  const std::set<std::string_view> open{"createAccount",   "logIn",   "getRegistration",
                                        "getTransparency", "getWhip", "getWhep"};
  for (const Route& route : routes()) {
    const bool of_the_api = route.pattern.starts_with("/api/") || route.pattern.starts_with("/whip/") ||
                            route.pattern.starts_with("/whep/");
    EXPECT_EQ(route.credential == Credential::Bearer,
              of_the_api && route.method != "OPTIONS" && !open.contains(route.operation))
        << route.operation;
  }
}

}  // namespace
}  // namespace lethe::api
