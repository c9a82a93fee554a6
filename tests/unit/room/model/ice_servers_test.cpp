// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/ice_servers.hpp"

#include <gmock/gmock.h>

namespace lethe::room {
namespace {

using testing::MatchesRegex;

const std::chrono::system_clock::time_point noon{std::chrono::seconds(1'767'225'600)};

TEST(IceServers, WhatIsSetIsTold) {
  const auto told = ice_servers_at({{{"stun:a"}, {}, {}, {}}, {{"turn:b", "turns:b"}, "u", "p", {}}}, noon);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].urls, std::vector<std::string>{"stun:a"});
  EXPECT_FALSE(told[0].username || told[0].credential);
  EXPECT_EQ(told[1].urls.size(), 2U);
  EXPECT_EQ(told[1].username, "u");
  EXPECT_EQ(told[1].credential, "p");
}

// The password was computed with Python's hmac.
TEST(IceServers, ASecretMakesCredentialsForADay) {
  const std::vector<IceSetting> settings{{{"turn:b"}, {}, {}, "north"}};
  const auto one = ice_servers_at(settings, noon).at(0), other = ice_servers_at(settings, noon).at(0);
  EXPECT_THAT(*one.username, MatchesRegex("1767312000:[a-z0-9]+"));
  EXPECT_NE(one.username, other.username);
  EXPECT_NE(one.credential, other.credential);
  EXPECT_EQ(*one.credential, turn_password("north", *one.username));
  EXPECT_EQ(turn_password("north", "1767312000:ada"), "HIOtkDT4d6Fglj6f/TbR55SyTuE=");
}

}  // namespace
}  // namespace lethe::room
