// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/hashing_line.hpp"

#include <gtest/gtest.h>

#include <array>

namespace lethe::store {
namespace {

using Caller = HashingLine::Caller;

TEST(HashingLine, LetsTheKnownGoFirstAndAllOthersAsTheyCame) {
  HashingLine line;
  Caller ada{"ada"}, bob{"bob"}, known{"ada", true};
  for (Caller* one : {&ada, &bob, &known}) EXPECT_EQ(line.enter(*one), nullptr);
  for (Caller* one : {&known, &ada, &bob}) EXPECT_EQ(line.next(), one);
  EXPECT_EQ(line.next(), nullptr);
}

// Strangers who come just before the owner each time find a place, and the owner none, when the last is turned away.
TEST(HashingLine, WhoComesLastToACrowdHasTheSameChance) {
  HashingLine line;
  std::array<Caller, 4> strangers{{{"ada"}, {"ada"}, {"ada"}, {"ada"}}};
  Caller owner{"ada"};
  int stayed = 0;
  for (int i = 0; i < 1000; ++i) {
    for (auto& one : strangers) EXPECT_EQ(line.enter(one), nullptr);
    const Caller* const unlucky = line.enter(owner);
    ASSERT_NE(unlucky, nullptr);
    stayed += unlucky != &owner ? 1 : 0;
    for (int left = 0; left < 4; ++left) EXPECT_NE(line.next(), unlucky);
    EXPECT_EQ(line.next(), nullptr);
  }
  EXPECT_NEAR(stayed, 800, 100) << "of 1000: a deviation of 13 is usual";
}

TEST(HashingLine, CrowdAroundOneAccountLeavesPlacesToOthers) {
  HashingLine line;
  std::array<Caller, 9> crowd;
  for (auto& one : crowd) one.account = "ada";
  for (std::size_t i = 0; i < crowd.size(); ++i) EXPECT_EQ(line.enter(crowd[i]) != nullptr, i >= 4);
  std::array<Caller, 5> others{{{"b"}, {"c"}, {"d"}, {"e"}, {"f"}}};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(line.enter(others[i]), nullptr);
  EXPECT_NE(line.enter(others[4]), nullptr) << "the ninth";
  std::array<Caller, 8> known;
  for (auto& one : known) {
    one = {"ada", true};
    EXPECT_EQ(line.enter(one), nullptr);
  }
}

}  // namespace
}  // namespace lethe::store
