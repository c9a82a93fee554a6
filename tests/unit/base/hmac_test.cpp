// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/hmac.hpp"

#include <gtest/gtest.h>

#include "mcu/base/base64.hpp"

namespace lethe {
namespace {

const std::string text = "what do ya want for nothing?";

TEST(Hmac, IsThatOfTheRfcs) {
  EXPECT_EQ(to_base64(hmac_sha1("Jefe", text)), "7/zfauXrL6LSdBbV8YTfnCWafHk=");                    // RFC 2202, 2
  EXPECT_EQ(to_base64(hmac_sha256("Jefe", text)), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");  // RFC 4231, 4.3
}

TEST(Hmac, TakesBytesOfEveryKind) {
  EXPECT_NE(hmac_sha256(std::string("a\0b", 3), text), hmac_sha256("a", text));
  EXPECT_NE(hmac_sha256("", ""), hmac_sha256("", std::string(1, '\0')));
}

}  // namespace
}  // namespace lethe
