// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/secret.hpp"

#include <gmock/gmock.h>

#include <array>
#include <sstream>

namespace lethe {
namespace {

TEST(Secret, PrintsNothingOfItself) {
  std::ostringstream out;
  out << Secret("lk_abc");
  EXPECT_EQ(out.str(), "***");
}

TEST(Secret, IsEqualToTheSameOnly) {
  EXPECT_EQ(Secret("abc"), Secret("abc"));
  EXPECT_NE(Secret("abc"), Secret("abd"));
  EXPECT_NE(Secret("abc"), Secret("ab"));
  EXPECT_NE(Secret("abc"), Secret());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, KeepsItsValueThroughCopyAndMove) {
  Secret first("abc");
  Secret copy(first), other("other and longer than the small string");
  other = first;
  EXPECT_EQ(copy.reveal(), "abc");
  EXPECT_EQ(other.reveal(), "abc");
  Secret moved(std::move(copy));
  other = std::move(moved);
  EXPECT_EQ(other.reveal(), "abc");
  const Secret& itself = other;
  other = itself;
  EXPECT_EQ(other.reveal(), "abc");
}

// What is left at the place of an object that is gone.
template <class Do>
std::string left_behind(Do use) {
  alignas(Secret) std::array<char, sizeof(Secret)> place{};
  auto* secret = new (place.data()) Secret("in place");  // short: its bytes are in the object itself
  use(*secret);
  secret->~Secret();
  return {place.data(), place.size()};
}

TEST(Secret, LeavesNothingWhereItWas) {
  using testing::HasSubstr;
  using testing::Not;
  EXPECT_THAT(left_behind([](Secret&) {}), Not(HasSubstr("in place")));
  EXPECT_THAT(left_behind([](Secret& secret) { const Secret moved(std::move(secret)); }), Not(HasSubstr("in place")));
  EXPECT_THAT(left_behind([](Secret& secret) { secret = Secret("x"); }), Not(HasSubstr("in place")));
  std::string text = "text, longer than what fits into the object";
  const char* const heap = text.data();
  const Secret taken(std::move(text));
  EXPECT_EQ(taken.reveal().data(), heap) << "it is taken over, not copied";
  std::string shortened = "short one";
  shortened.resize(1);
  wipe(shortened);
  EXPECT_EQ(std::string(shortened.data(), 9), std::string(9, '\0'));
}

}  // namespace
}  // namespace lethe
