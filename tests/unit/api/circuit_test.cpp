// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sockets/circuit.hpp"

#include <gtest/gtest.h>

namespace lethe::api {
namespace {

TEST(Circuit, IsReadFromWhatTorSays) {
  EXPECT_EQ(circuit_of("PROXY TCP6 fc00:dead:beef:4dad::0:29 ::1 65535 42"), "circuit 0:29");
  EXPECT_EQ(circuit_of("PROXY TCP6 fc00:dead:beef:4dad::ffff:ffff ::1 65535 42"), "circuit ffff:ffff");
}

TEST(Circuit, NothingElseIsOne) {
  for (const char* line : {"", "GET / HTTP/1.1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2", "PROXY UNKNOWN",
                           "PROXY TCP6 2001:db8::1 ::1 1 2", "PROXY TCP6 fc00:dead:beef:4dad:: ::1 1 2",
                           "PROXY TCP6 fc00:dead:beef:4dad::1", "PROXY TCP6 fc00:dead:beef:4dad::x ::1 1 2"})
    EXPECT_FALSE(circuit_of(line)) << line;
}

}  // namespace
}  // namespace lethe::api
