// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/fair_line.hpp"

#include <gtest/gtest.h>

namespace lethe::api {
namespace {

TEST(FairLine, WhoIsServedLeastComesNext) {
  FairLine<int> line(10, 8);
  for (int i = 1; i <= 3; ++i) line.push("many", i);
  line.push("one", 100);
  EXPECT_EQ(line.next()->second, 1);
  EXPECT_EQ(line.next()->second, 100);
  EXPECT_EQ(line.next()->second, 2);
}

TEST(FairLine, NobodyIsServedMoreThanTheirShareAtOnce) {
  FairLine<int> line(10, 2);
  for (int i = 1; i <= 3; ++i) line.push("many", i);
  EXPECT_TRUE(line.next());
  EXPECT_TRUE(line.next());
  EXPECT_FALSE(line.next());
  line.push("one", 100);
  EXPECT_EQ(line.next()->second, 100);
  line.done("many");
  EXPECT_EQ(line.next()->second, 3);
}

TEST(FairLine, WhoHasMostGoesWithoutWhenItIsFull) {
  FairLine<int> line(3, 8);
  for (int i = 1; i <= 3; ++i) EXPECT_FALSE(line.push("many", i));
  EXPECT_EQ(line.push("one", 100), 3);
  EXPECT_EQ(line.push("many", 4), 4);
  EXPECT_EQ(line.size(), 3U);
}

}  // namespace
}  // namespace lethe::api
