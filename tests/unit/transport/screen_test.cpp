// SPDX-License-Identifier: AGPL-3.0-or-later
// A shared screen: the second video section of a session, beside the camera and without a new offer.
#include "pipelines/sdp/sdp_answer.hpp"
#include "pipelines/transport/incoming_video.hpp"
#include "tests/unit/transport/network_fixture.hpp"

namespace lethe::test {
namespace {

constexpr std::size_t size = 4000;

class ScreenTest : public NetworkTest {
 protected:
  static PeerOptions with_screen() {
    PeerOptions options;
    options.screen = true;
    return options;
  }
  static std::size_t count(const std::map<Seat, std::vector<std::shared_ptr<const media::EncodedFrame>>>& frames) {
    return frames.contains(1) ? frames.at(1).size() : 0;
  }
};

TEST_F(ScreenTest, camera_and_screen_of_one_peer_arrive_apart) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1, with_screen());
  EXPECT_TRUE(recorder_.read([](const Told& t) { return t.negotiated.at(1).sends_screen; }));
  for (int i = 0; i < 5; ++i) peer->send_video(frame_of(i, i == 0, size));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return count(t.video) == 5; }));
  EXPECT_EQ(recorder_.read([](const Told& t) { return count(t.screens); }), 0u);
  // The share begins in the middle of the session, as replaceTrack() does it.
  for (int i = 5; i < 10; ++i) {
    peer->send_video(frame_of(i, false, size));
    peer->send_screen(frame_of(100 + i, i == 5, size));
  }
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return count(t.video) == 10 && count(t.screens) == 5; }));
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(recorder_.read([&](const Told& t) { return t.screens.at(1)[static_cast<std::size_t>(i)]->data; }),
              frame_of(105 + i, i == 0, size)->data);
}

TEST_F(ScreenTest, losses_of_both_are_repaired) {
  Network network(local_settings(), recorder_);
  PeerOptions options = with_screen();
  options.lose_outgoing = [](std::uint64_t index, bool video) { return video && index % 7 == 3; };
  const auto peer = join(network, 1, options);
  // It goes on sending: the loss of a last packet shows by the next one.
  int sent = 0;
  EXPECT_TRUE(eventually([&] {
    peer->send_video(frame_of(sent, sent == 0, size));
    peer->send_screen(frame_of(sent, sent == 0, size));
    ++sent;
    return recorder_.read([](const Told& t) { return count(t.video) >= 30 && count(t.screens) >= 30; });
  }));
  recorder_.read([](const Told& t) {
    for (int i = 0; i < 30; ++i) {
      const auto at = static_cast<std::size_t>(i);
      EXPECT_EQ(t.video.at(1).at(at)->data, frame_of(i, i == 0, size)->data);
      EXPECT_EQ(t.screens.at(1).at(at)->data, frame_of(i, i == 0, size)->data);
    }
    return true;
  });
}

TEST_F(ScreenTest, a_key_frame_is_asked_of_the_picture_that_needs_it) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1, with_screen());
  peer->send_video(frame_of(0, true, size));
  peer->send_screen(frame_of(0, true, size));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return count(t.video) == 1 && count(t.screens) == 1; }));
  ASSERT_TRUE(eventually([&] { return peer->stats().screen_plis_in > 0; })) << "the first one";
  const PeerStats before = peer->stats();
  network.request_key_frame({1, wire::Picture::Screen});
  EXPECT_TRUE(eventually([&] { return peer->stats().screen_plis_in == before.screen_plis_in + 1; }));
  EXPECT_EQ(peer->stats().plis_in, before.plis_in);
}

TEST_F(ScreenTest, the_rate_asked_for_covers_what_is_seen_and_follows_the_scene_at_once) {
  wire::Configure settings = local_settings();
  settings.video_bitrate_in = 400;
  settings.screen_bitrate_in = 1100;
  Network network(settings, recorder_);
  const auto peer = join(network, 1, with_screen());
  peer->send_audio(960, {1});
  peer->send_video(frame_of(0, true, size));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return count(t.video) == 1; }));
  const auto limit_becomes = [&](std::uint64_t kbit) {
    return eventually([&] {
      peer->send_video(frame_of(1, false, 100));
      return peer->stats().bitrate_limit == kbit * 1000;
    });
  };
  EXPECT_TRUE(limit_becomes(60 + 440 + 1210)) << "before a scene what is configured, and audio";
  // Kilobits of camera and screen; kilobits that are told.
  for (const auto& [camera, screen, told] :
       {std::tuple{400, 0, 60 + 440}, std::tuple{0, 1000, 60 + 30 + 1100}, std::tuple{0, 0, 60 + 30}}) {
    network.ask(1, camera, screen);
    EXPECT_TRUE(limit_becomes(static_cast<std::uint64_t>(told))) << camera << " and " << screen;
  }
}

// Packets of a source that the offer did not announce, as a restarted sender has it.
TEST(IncomingVideoTest, packets_find_their_section_by_source_then_mid_then_type) {
  transport::AgreedSection section;
  section.mid = "2";
  section.mid_id = 4;
  section.format.payload_type = 96;
  section.rtx.emplace().payload_type = 97;
  section.source = {11, 12, ""};
  transport::Tallies tallies;
  transport::IncomingVideo video(wire::Picture::Screen, section, 0, tallies, [](auto) {});
  EXPECT_TRUE(video.has_source(11) && video.has_source(12));
  EXPECT_FALSE(video.has_source(13));
  std::array<std::uint8_t, 64> buffer{};
  const std::array<std::uint8_t, 1> two{'2'}, one{'1'};
  for (const auto& [mid, type, named, typed] :
       {std::tuple{transport::View(two), 96, true, true}, std::tuple{transport::View(one), 97, false, true},
        std::tuple{transport::View(two), 98, true, false}}) {
    transport::RtpPacket packet;
    packet.payload_type = static_cast<std::uint8_t>(type);
    packet.ssrc = 13;
    const std::array<transport::RtpExtension, 1> extensions{transport::RtpExtension{4, mid}};
    const std::size_t written = transport::write_rtp(buffer, packet, extensions);
    const auto read = transport::parse_rtp(transport::View(buffer).first(written));
    ASSERT_TRUE(read);
    EXPECT_EQ(video.has_mid_of(*read), named);
    EXPECT_EQ(video.has_type_of(*read), typed);
  }
}

}  // namespace
}  // namespace lethe::test
