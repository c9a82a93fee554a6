// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/client_address.hpp"

#include <gmock/gmock.h>

namespace lethe::api {
namespace {

TEST(ClientAddress, HeaderOfAStrangerIsNotBelieved) {
  EXPECT_EQ(client_address("192.0.2.1", "198.51.100.1", {}), "192.0.2.1");
  EXPECT_EQ(client_address("192.0.2.1", "198.51.100.1", {"127.0.0.1"}), "192.0.2.1");
}

TEST(ClientAddress, TrustedProxyNamesItsClient) {
  EXPECT_EQ(client_address("127.0.0.1", "198.51.100.1", {"127.0.0.1"}), "198.51.100.1");
  EXPECT_EQ(client_address("::1", " 2001:db8::7 ", {"127.0.0.1", "::1"}), "2001:db8::7");
  EXPECT_EQ(client_address("127.0.0.1", "", {"127.0.0.1"}), "127.0.0.1");
}

TEST(ClientAddress, WhatAClientPutInFrontIsHearsay) {
  EXPECT_EQ(client_address("127.0.0.1", "203.0.113.9, 198.51.100.1", {"127.0.0.1"}), "198.51.100.1");
  EXPECT_EQ(client_address("127.0.0.1", "198.51.100.1, 10.0.0.1", {"127.0.0.1", "10.0.0.1"}), "198.51.100.1");
  EXPECT_EQ(client_address("127.0.0.1", "198.51.100.1, unknown", {"127.0.0.1"}), "127.0.0.1");
}

TEST(ClientAddress, LoopbackIsTheMachineItself) {
  for (const char* own : {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"}) EXPECT_TRUE(is_loopback(own)) << own;
  for (const char* other : {"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "::", "", "localhost"})
    EXPECT_FALSE(is_loopback(other)) << other;
}

}  // namespace
}  // namespace lethe::api
