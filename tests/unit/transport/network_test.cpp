// SPDX-License-Identifier: AGPL-3.0-or-later
// A network and test peers over loopback.
#include "tests/unit/transport/network_fixture.hpp"

namespace lethe::test {
namespace {

using media::Bytes;
using media::Stream;
using media::VideoCodec;

TEST_F(NetworkTest, who_joins_just_after_a_key_frame_begins_with_that_one) {
  Network network(local_settings(), recorder_);
  const Stream view{.view = 3, .codec = VideoCodec::Vp8};
  const auto first = join(network, 1);
  network.watch(1, view);
  ASSERT_TRUE(recorder_.wait([&](const Told& t) { return t.key_frames_wanted.size() == 1; }));
  // Kept fresh while the second one joins, as an encoder does that is asked again and again.
  std::vector<std::shared_ptr<const media::EncodedFrame>> late;
  PeerCallbacks callbacks;
  callbacks.on_video = [&](auto frame) { recorder_.note([&](Told&) { late.push_back(frame); }); };
  Peer second(loop_, {}, callbacks);
  second.answer(network.offer(2, second.offer()));
  ASSERT_TRUE(eventually([&] { return second.stats().connected; }));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.states.at(2).back() == wire::PeerState::Connected; }));
  network.send_video(view, frame_of(0, true, 3000));
  network.send_video(view, frame_of(1, false, 3000));
  network.watch(2, view);
  network.send_video(view, frame_of(2, false, 3000));
  ASSERT_TRUE(recorder_.wait([&](const Told&) { return late.size() == 3; })) << "it has not begun in the past";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(late[static_cast<std::size_t>(i)]->data, frame_of(i, i == 0, 3000)->data);
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.key_frames_wanted.size(); }), 1u) << "the encoder was asked";
}

TEST_F(NetworkTest, an_opus_packet_and_a_picture_go_both_ways) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  EXPECT_TRUE(peer->stats().gcm);
  const auto info = recorder_.read([](const Told& t) { return t.negotiated.at(1); });
  EXPECT_TRUE(info.sends_audio && info.sends_video && info.gets_audio && info.gets_video);

  peer->send_audio(960, {1, 2, 3}, 42);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.audio.contains(1); }));
  const auto packet = recorder_.read([](const Told& t) { return t.audio.at(1)[0]; });
  EXPECT_EQ(packet.payload, (Bytes{1, 2, 3}));
  EXPECT_EQ(packet.rtp_timestamp, 960u);
  EXPECT_EQ(packet.level, 42);

  const auto sent = frame_of(1, true, 5000);
  peer->send_video(sent);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1); }));
  const auto got = recorder_.read([](const Told& t) { return t.video.at(1)[0]; });
  EXPECT_EQ(got->data, sent->data);
  EXPECT_EQ(got->rtp_timestamp, sent->rtp_timestamp);
  EXPECT_TRUE(got->key);

  const Bytes payload{9, 8, 7};
  const media::OpusFrame opus{.rtp_timestamp = 48'000, .at = media::Clock::now(), .payload = payload};
  network.send_audio(std::vector<Seat>{1, 77}, opus);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return !t.heard.empty(); }));
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.heard[0].payload; }), (Bytes{9, 8, 7}));
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.heard[0].rtp_timestamp; }), 48'000u);

  const Stream view{.view = 3, .codec = VideoCodec::Vp8};
  network.watch(1, view);
  ASSERT_TRUE(recorder_.wait([&](const Told& t) { return !t.key_frames_wanted.empty(); }));
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.key_frames_wanted[0]; }), view);
  const auto composite = frame_of(5, true, 20'000);
  network.send_video(view, composite);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return !t.seen.empty(); }));
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.seen[0]->data; }), composite->data);
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.seen[0]->rtp_timestamp; }), composite->rtp_timestamp);
}

}  // namespace
}  // namespace lethe::test
