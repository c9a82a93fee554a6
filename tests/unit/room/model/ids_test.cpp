// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/ids.hpp"

#include <gmock/gmock.h>

#include <set>

namespace lethe::room {
namespace {

TEST(Ids, AreOfTheirAlphabetAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto id = random_id(10);
    EXPECT_THAT(id, testing::MatchesRegex("[a-z2-7]{10}"));
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(Ids, TokensHold256BitsInBase64Url) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto token = random_token("li_");
    EXPECT_THAT(token, testing::MatchesRegex("li_[A-Za-z0-9_-]{43}"));
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(Ids, HashesAreSha256) {  // FIPS 180-2, appendix B.1
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace lethe::room
