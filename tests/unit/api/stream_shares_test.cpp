// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/streams/stream_shares.hpp"

#include <gtest/gtest.h>

#include <array>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

class Shares : public testing::Test {
 protected:
  // Number of the stream that goes for the next one; -1: none.
  long enter(const std::string& name, const std::string& network, const std::string& room = "room") {
    auto* const gone = shares.enter(stream(next_++), {name, room, network});
    return gone == nullptr ? -1 : reinterpret_cast<char*>(gone) - places_.data();
  }
  EventStream* stream(std::size_t number) { return reinterpret_cast<EventStream*>(&places_[number]); }
  StreamShares shares{10, 4};

 private:
  std::array<char, 100> places_{};  // their addresses stand for streams
  std::size_t next_ = 0;
};

TEST_F(Shares, TheNewestOfOneReaderStay) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(enter("ada", "net"), -1);
  EXPECT_EQ(enter("ada", "net"), 0);
  EXPECT_EQ(enter("ada", "elsewhere"), 1);
  EXPECT_EQ(enter("bob", "net"), -1);
  EXPECT_EQ(shares.size(), 5U);
}

TEST_F(Shares, FrontendsReadForMany) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(enter("", "net"), -1);
  EXPECT_THROW(enter("", "net"), Error);
  EXPECT_THROW(enter("ada", "elsewhere"), Error) << "none of these may be cut off";
}

TEST_F(Shares, WhenFullTheNetworkWithMostLosesTheOldestOfWhoHasMostThere) {
  EXPECT_EQ(enter("ada", "home"), -1);
  EXPECT_EQ(enter("eve", "greedy"), -1);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(enter("mallory", "greedy"), -1);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(enter("trudy", "greedy"), -1);
  EXPECT_EQ(enter("bob", "office"), 2);
  EXPECT_EQ(enter("eve", "greedy"), 6) << "the network's own newcomer, too";
}

TEST_F(Shares, WhoHasASingleOneLosesItToNobodyWhoHasAsMany) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(enter("person " + std::to_string(i), "net " + std::to_string(i)), -1);
  EXPECT_THROW(enter("ada", "home"), Error);
  shares.leave(stream(3));
  EXPECT_EQ(enter("ada", "home"), -1);
}

TEST_F(Shares, ARoomHasNoMoreThanHalfWhenOthersWantSome) {
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(enter("person " + std::to_string(i), "net " + std::to_string(i), "crowded"), -1);
  for (int i = 6; i < 10; ++i)
    EXPECT_EQ(enter("person " + std::to_string(i), "net " + std::to_string(i), "room " + std::to_string(i)), -1);
  EXPECT_EQ(enter("ada", "home", "quiet"), 0);
  EXPECT_THROW(enter("bob", "office", "quiet"), Error) << "five are left: half of all";
}

}  // namespace
}  // namespace lethe::api
