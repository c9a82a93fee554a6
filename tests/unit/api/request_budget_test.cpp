// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/request_budget.hpp"

#include <gtest/gtest.h>

namespace lethe::api {
namespace {

using Kind = RequestBudget::Kind;

class Budget : public testing::Test {
 protected:
  bool admits(const std::string& address, const std::string& token, Kind kind = Kind::Other) {
    return !budget.admit(address, Secret(std::string(token)), kind, now);
  }
  int admitted(int tries, const std::string& address, const std::string& token, Kind kind = Kind::Other) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += admits(address, token, kind) ? 1 : 0;
    return count;
  }
  RequestBudget::Clock::time_point now{};
  RequestBudget budget{600};
};

// Each loads sixty files, is let in by the same invitation and asks ten times with a token of their own.
TEST_F(Budget, FiftyPeopleBehindOneAddressJoinWithinAMinute) {
  for (int person = 0; person < 50; ++person) {
    EXPECT_EQ(admitted(60, "192.0.2.1", "", Kind::File), 60) << person;
    EXPECT_TRUE(admits("192.0.2.1", "invitation"));
    budget.proved("192.0.2.1", Secret("invitation"), now);
    const std::string token = "person " + std::to_string(person);
    EXPECT_TRUE(admits("192.0.2.1", token));
    budget.proved("192.0.2.1", Secret(std::string(token)), now);
    EXPECT_EQ(admitted(10, "192.0.2.1", token), 10) << person;
  }
}

TEST_F(Budget, WhoAsksTooOftenUsesUpTheirOwnAlone) {
  budget.proved("192.0.2.1", Secret("ada"), now);
  budget.proved("192.0.2.1", Secret("bob"), now);
  EXPECT_LE(admitted(1000, "192.0.2.1", "bob"), 600);
  EXPECT_LE(admitted(1000, "192.0.2.1", ""), 600);
  EXPECT_EQ(admitted(100, "192.0.2.1", "ada"), 100);
}

TEST_F(Budget, CredentialsThatAreMadeUpAreNobodys) {
  int count = 0;
  for (int i = 0; i < 2000; ++i) count += admits("192.0.2.1", "made up " + std::to_string(i)) ? 1 : 0;
  EXPECT_EQ(count, 600);
}

TEST_F(Budget, OneNetworkHasTenTimesABudgetWhateverItShows) {
  int count = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string token = "person " + std::to_string(i);
    budget.proved("192.0.2.1", Secret(std::string(token)), now);
    count += admitted(500, "192.0.2.1", token);
  }
  EXPECT_EQ(count, 6000);
  EXPECT_TRUE(admits("192.0.2.2", ""));
}

}  // namespace
}  // namespace lethe::api
