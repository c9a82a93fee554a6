// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/error.hpp"

#include <gmock/gmock.h>

#include <set>

namespace lethe {
namespace {

// The enumerators run from the first to the last without a gap.
std::vector<Code> all_codes() {
  std::vector<Code> codes;
  for (int i = 0; i <= static_cast<int>(Code::Busy); ++i) codes.push_back(static_cast<Code>(i));
  return codes;
}

TEST(Error, EveryCodeHasAnEntryWithAUniqueName) {
  std::set<std::string_view> names;
  for (const auto code : all_codes()) {
    const auto& known = entry(code);
    EXPECT_EQ(known.code, code);
    EXPECT_TRUE(names.insert(known.name).second) << known.name;
    EXPECT_THAT(std::string(known.name), testing::MatchesRegex("[a-z]+(-[a-z]+)*"));
    EXPECT_GE(known.http, 400);
    EXPECT_LT(known.http, 600);
    EXPECT_EQ(known.sentence.back(), '.');
    EXPECT_EQ(code_named(known.name), code);
  }
}

TEST(Error, ANameThatIsNoneHasNoCode) {
  EXPECT_FALSE(code_named(""));
  EXPECT_FALSE(code_named("no-such-thing"));
}

TEST(Error, SaysItsDetailOrTheSentenceOfItsCode) {
  EXPECT_STREQ(Error(Code::NotFound).what(), "There is no such resource.");
  EXPECT_STREQ(Error(Code::InvalidSdp, "line 3").what(), "line 3");
  EXPECT_FALSE(Error(Code::Busy).retry_after);
}

}  // namespace
}  // namespace lethe
