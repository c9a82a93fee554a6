// SPDX-License-Identifier: AGPL-3.0-or-later
// When a viewer's request for a key frame reaches the encoder that it shares with others.
#include <gmock/gmock.h>

#include "pipelines/transport/key_frame_budget.hpp"

namespace lethe::transport {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

struct Case {
  const char* name;
  std::vector<int> wishes;   // ms
  std::vector<int> sent;     // key frames that come for other reasons than ours
  std::vector<int> granted;  // expected
};

std::vector<int> run(const Case& one) {
  KeyFrameBudget budget;
  std::vector<int> granted;
  const auto has = [](const std::vector<int>& list, int ms) {
    return std::find(list.begin(), list.end(), ms) != list.end();
  };
  for (int ms = 0; ms <= 120'000; ms += 20) {
    const media::Time now = media::Time{} + std::chrono::hours(1) + std::chrono::milliseconds(ms);
    if (has(one.sent, ms)) budget.sent(now);
    bool grant = has(one.wishes, ms) && budget.request(now);
    grant = budget.due(now) || grant;
    if (!grant) continue;
    granted.push_back(ms);
    budget.sent(now);
  }
  return granted;
}

std::vector<int> every(int period, int end) {
  std::vector<int> all;
  for (int ms = 0; ms <= end; ms += period) all.push_back(ms);
  return all;
}

TEST(KeyFrameBudgetTest, wishes_are_granted_with_growing_pauses_and_forgiven_after_calm) {
  const std::vector<Case> cases{
      {"nobody wishes", {}, {}, {}},
      {"the first at once", {500}, {}, {500}},
      {"a second waits for the end of the pause", {500, 700}, {}, {500, 1500}},
      {"just after a key frame it is on its way", {500, 600}, {}, {500}},
      {"one that comes anyhow fulfils it", {500, 700}, {1000}, {500}},
      {"and a wish after that one is a new wish", {500, 700, 1300}, {1000}, {500, 1500}},
      {"a late second has had its pause, and the next is longer", {0, 5000, 5200}, {}, {0, 5000, 7000}},
      {"who was calm begins anew", {0, 2000, 60'000, 60'200}, {}, {0, 2000, 60'000, 61'000}},
      {"who never rests is bounded", every(200, 60'000), {}, {0, 1000, 3000, 7000, 15'000, 31'000, 47'000, 63'000}}};
  for (const Case& one : cases) EXPECT_THAT(run(one), ElementsAreArray(one.granted)) << one.name;
}

}  // namespace
}  // namespace lethe::transport
