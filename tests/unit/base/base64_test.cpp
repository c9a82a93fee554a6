// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/base64.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "mcu/base/error.hpp"

namespace lethe {
namespace {

TEST(Base64, IsThatOfTheRfc) {  // RFC 4648, section 10
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(from_base64(to_base64(all)), all);
}

TEST(Base64, OtherTextIsRefused) {
  for (const char* text : {"Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Z=g=", "Zm9-", "Zm9 ", "Zm\n9", "=Zm9"})
    EXPECT_THROW(from_base64(text), Error) << text;
}

}  // namespace
}  // namespace lethe
