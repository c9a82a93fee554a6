// SPDX-License-Identifier: AGPL-3.0-or-later
// The capacity of a viewer's link is estimated from its feedback, over a real session on loopback.
#include <array>

#include "pipelines/transport/feedback_interval.hpp"
#include "tests/unit/transport/network_fixture.hpp"

namespace lethe::test {
namespace {

class DownlinkTest : public NetworkTest {
 protected:
  static constexpr media::Stream stream{.view = 1};
  // Pictures of 200 kbit/s until the condition holds.
  template <class Condition>
  bool sends_until(Network& network, Condition condition) {
    auto next = media::Clock::now();
    return eventually([&] {
      if (media::Clock::now() >= next) {
        network.send_video(stream, frame_of(sent, sent == 0, 1000));
        ++sent;
        next += std::chrono::milliseconds(40);
      }
      return recorder_.read(condition);
    });
  }
  int sent = 0;
};

TEST_F(DownlinkTest, it_grows_to_the_goal_though_little_is_sent) {
  Network network(local_settings(), recorder_);
  const auto viewer = join(network, 1);
  EXPECT_TRUE(recorder_.read([](const Told& t) { return t.negotiated.at(1).estimated; }));
  network.watch(1, stream);
  EXPECT_TRUE(sends_until(network, [](const Told& t) { return t.estimates.contains(1); }));
  EXPECT_LT(recorder_.read([](const Told& t) { return t.estimates.at(1); }), 500) << "nobody asked for more";
  network.set_goal(1, 2000);
  EXPECT_TRUE(sends_until(network, [](const Told& t) { return t.estimates.at(1) >= 2000; }));
  // The padding that it took is nothing to the viewer.
  recorder_.read([&](const Told& t) {
    ASSERT_GE(t.seen.size(), 10U);
    for (std::size_t i = 0; i < t.seen.size(); ++i)
      EXPECT_EQ(t.seen[i]->data, frame_of(static_cast<int>(i), i == 0, 1000)->data);
  });
}

TEST_F(DownlinkTest, it_grows_with_sound_alone) {
  Network network(local_settings(), recorder_);
  const auto viewer = join(network, 1);
  network.set_goal(1, 1000);
  const media::Bytes payload(80, 7);
  const std::array<Seat, 1> to{1};
  std::uint32_t sounds = 0;
  auto next = media::Clock::now();
  EXPECT_TRUE(eventually([&] {
    for (; media::Clock::now() >= next; next += std::chrono::milliseconds(20))
      network.send_audio(to, {.rtp_timestamp = 960 * sounds++, .samples = 960, .at = next, .payload = payload});
    return recorder_.read([](const Told& t) { return t.estimates.contains(1) && t.estimates.at(1) >= 1000; });
  }));
  recorder_.read([&](const Told& t) {
    EXPECT_GE(t.heard.size(), 5U);
    for (const ReceivedAudio& sound : t.heard) EXPECT_EQ(sound.payload, payload);
    EXPECT_TRUE(t.seen.empty()) << "what the line was filled with is no picture";
  });
}

TEST(FeedbackInterval, IsLongOnAThinLineAndTheUsualOneElsewhere) {
  using namespace std::chrono_literals;
  const auto on = [](std::optional<congestion::BitRate> line) {
    return transport::feedback_interval(line, 100, 60ms, 800ms);
  };
  EXPECT_EQ(on(std::nullopt), 60ms);
  EXPECT_EQ(on(congestion::BitRate::kbit(2000)), 60ms);
  EXPECT_EQ(on(congestion::BitRate::kbit(64)), 250ms);  // 800 bits are a twentieth of what it carries then
  EXPECT_EQ(on(congestion::BitRate::kbit(8)), 800ms);
}

}  // namespace
}  // namespace lethe::test
