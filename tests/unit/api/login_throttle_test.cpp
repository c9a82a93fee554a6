// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/call/login_throttle.hpp"

#include <gtest/gtest.h>

namespace lethe::api {
namespace {

using namespace std::chrono_literals;

class Throttle : public testing::Test {
 protected:
  bool admits(const std::string& account, const std::string& address) {
    return !throttle.admit(account, address, now).has_value();
  }
  // How many of `attempts` get through.
  int admitted(int attempts, const std::string& account, const std::string& address) {
    int count = 0;
    for (int i = 0; i < attempts; ++i) count += admits(account, address) ? 1 : 0;
    return count;
  }
  LoginThrottle::Clock::time_point now{1h};
  LoginThrottle throttle;
};

TEST_F(Throttle, WhoGuessesOneAccountHasSixAttemptsAMinute) {
  EXPECT_EQ(admitted(1000, "ada", "192.0.2.1"), 6);
  now += 60s;
  EXPECT_EQ(admitted(1000, "ada", "192.0.2.1"), 6);
}

TEST_F(Throttle, WhoGuessesManyAccountsHasThirty) {
  int count = 0;
  for (int i = 0; i < 200; ++i) count += admits("account" + std::to_string(i), "192.0.2.1") ? 1 : 0;
  EXPECT_EQ(count, 30);
}

TEST_F(Throttle, RightPasswordsDoNotCount) {
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(admits("ada", "192.0.2.1"));
    throttle.succeeded("ada", "192.0.2.1", now);
  }
}

TEST_F(Throttle, OneStrangerDoesNotShutOutTheOwnerElsewhere) {
  admitted(10'000, "ada", "192.0.2.1");
  EXPECT_TRUE(admits("ada", "198.51.100.7"));
}

TEST_F(Throttle, ManyStrangersDoNotShutOutTheOwnerWhetherKnownOrNot) {
  throttle.succeeded("ada", "198.51.100.7", now);
  int guesses = 0;
  for (int i = 0; i < 250; ++i) guesses += admitted(10, "ada", "203.0.113." + std::to_string(i));
  EXPECT_LT(guesses, 2 * 250) << "besieged, each network has one attempt";
  EXPECT_EQ(admitted(10, "ada", "198.51.100.7"), 6);
  EXPECT_TRUE(admits("ada", "192.0.2.99")) << "from a new place there is always a first attempt";
}

// What 400 circuits guessed in 2.6 s was looked at 400 times.
TEST_F(Throttle, PinsHaveATotalForNetworksThatWereNotRightBefore) {
  LoginThrottle pins(LoginThrottle::Total::OfEachKind);
  const auto looked_at = [&](const std::string& address) { return !pins.admit("room", address, now); };
  pins.succeeded("room", "198.51.100.7", now);
  int count = 0;
  for (int i = 0; i < 400; ++i) count += looked_at("circuit " + std::to_string(i)) ? 1 : 0;
  EXPECT_EQ(count, 60);
  for (int i = 0; i < 6000; ++i) {  // ten minutes more
    now += std::chrono::milliseconds(100);
    count += looked_at("circuit a" + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_NEAR(count, 60 + 10 * 12, 1);
  EXPECT_TRUE(looked_at("198.51.100.7")) << "who was right before keeps their way";
  EXPECT_TRUE(looked_at("192.0.2.99")) << "circuits do not use up what networks of the other kinds have";
}

TEST_F(Throttle, NetworkOfIpv6CountsAsOne) {
  int count = 0;
  for (int i = 0; i < 100; ++i) count += admits("ada", "2001:db8::" + std::to_string(i)) ? 1 : 0;
  EXPECT_EQ(count, 6);
}

}  // namespace
}  // namespace lethe::api
