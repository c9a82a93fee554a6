// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/rate_limiter.hpp"

#include <gmock/gmock.h>

namespace lethe::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
constexpr RateLimiter::Clock::time_point start{seconds(1000)};

TEST(RateLimiter, MinutesWorthGoesThroughAtOnceAndNoMore) {
  RateLimiter limiter(60);
  for (int i = 0; i < 60; ++i) EXPECT_FALSE(limiter.admit("192.0.2.1", start));
  EXPECT_EQ(limiter.admit("192.0.2.1", start), seconds(1));
}

TEST(RateLimiter, RequestsComeBackWithTime) {
  RateLimiter limiter(6);  // one in ten seconds
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(limiter.admit("192.0.2.1", start));
  EXPECT_EQ(limiter.admit("192.0.2.1", start), seconds(10));
  EXPECT_EQ(limiter.admit("192.0.2.1", start + milliseconds(9000)), seconds(1));
  EXPECT_FALSE(limiter.admit("192.0.2.1", start + milliseconds(10'100)));
  EXPECT_TRUE(limiter.admit("192.0.2.1", start + milliseconds(10'100)));
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(limiter.admit("192.0.2.1", start + seconds(1000))) << i;
  EXPECT_TRUE(limiter.admit("192.0.2.1", start + seconds(1000)));
}

TEST(RateLimiter, OneClientDoesNotUseUpWhatAnotherHas) {
  RateLimiter limiter(1);
  EXPECT_FALSE(limiter.admit("192.0.2.1", start));
  EXPECT_TRUE(limiter.admit("192.0.2.1", start));
  EXPECT_FALSE(limiter.admit("192.0.2.2", start));
}

TEST(RateLimiter, AddressesOfOneIpv6NetworkAreOneClient) {
  RateLimiter limiter(1);
  EXPECT_FALSE(limiter.admit("2001:db8:0:1::1", start));
  EXPECT_TRUE(limiter.admit("2001:db8:0:1:ffff::2", start));
  EXPECT_FALSE(limiter.admit("2001:db8:0:2::1", start));
  EXPECT_NE(client_network("::ffff:192.0.2.1"), client_network("::ffff:192.0.2.2"));
}

TEST(RateLimiter, TableForgetsWhoWasSilentLongest) {
  RateLimiter limiter(1, 2);
  EXPECT_FALSE(limiter.admit("a", start));
  EXPECT_FALSE(limiter.admit("b", start));
  EXPECT_TRUE(limiter.admit("a", start));
  EXPECT_FALSE(limiter.admit("c", start));  // b is forgotten
  EXPECT_EQ(limiter.clients(), 2U);
  EXPECT_TRUE(limiter.admit("a", start));
  EXPECT_FALSE(limiter.admit("b", start));
  EXPECT_EQ(limiter.clients(), 2U);
}

TEST(PublicNetwork, IsNoneForTheMachineItselfAndPrivateNetworks) {
  for (const char* address :
       {"127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.4.4", "169.254.1.1", "::1", "fe80::1", "fd00:1::5"})
    EXPECT_EQ(public_network(address), "") << address;
  EXPECT_EQ(public_network("198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(public_network("2001:db8::1"), public_network("2001:db8::2"));
  EXPECT_NE(public_network("2001:db8::1"), "");
}

}  // namespace
}  // namespace lethe::api
