// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/secret.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace lethe
