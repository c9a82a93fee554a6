// SPDX-License-Identifier: AGPL-3.0-or-later
// Loss, repair, key frames and switches between a network and test peers over loopback.
#include <atomic>

#include "tests/unit/transport/network_fixture.hpp"

namespace lethe::test {
namespace {

using media::Stream;
using media::VideoCodec;

class RepairTest : public NetworkTest {
 protected:
  // Few enough for a socket's buffer, so that no packet is lost but those meant to be.
  static constexpr int frames = 40;
  static constexpr std::size_t size = 1500;

  // Every seventh video packet is lost, not the last ones: nothing after them would tell that they are missing.
  static std::function<bool(std::uint64_t, bool)> every_seventh() {
    return [](std::uint64_t index, bool video) { return video && index % 7 == 3 && index < 70; };
  }
  static bool in_order(const std::vector<std::shared_ptr<const media::EncodedFrame>>& got) {
    for (std::size_t i = 0; i < got.size(); ++i)
      if (got[i]->data != frame_of(static_cast<int>(i), i == 0, size, got[i]->codec)->data) return false;
    return true;
  }
  void send_to_viewer(Network& network, const Stream& stream) {
    network.watch(1, stream);
    ASSERT_TRUE(recorder_.wait([](const Told& t) { return !t.key_frames_wanted.empty(); }));
    for (int i = 0; i < frames; ++i) network.send_video(stream, frame_of(i, i == 0, size, stream.codec));
  }
};

TEST_F(RepairTest, packets_lost_on_the_way_to_the_server_are_repaired_by_nack_and_rtx) {
  Network network(local_settings(), recorder_);
  PeerOptions options;
  options.lose_outgoing = every_seventh();
  const auto peer = join(network, 1, options);
  for (int i = 0; i < frames; ++i) peer->send_video(frame_of(i, i == 0, size));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1) && t.video.at(1).size() == frames; }));
  EXPECT_TRUE(recorder_.read([](const Told& t) { return in_order(t.video.at(1)); }));
  EXPECT_EQ(peer->stats().lost_on_purpose, 10u);
  EXPECT_GT(network.counters().nacks_out, 0u);
  EXPECT_GE(network.counters().rtx_in, 10u);
}

TEST_F(RepairTest, packets_lost_on_the_way_to_the_viewer_are_repaired_by_nack_and_rtx) {
  Network network(local_settings(), recorder_);
  PeerOptions options;
  options.lose_incoming = every_seventh();
  const auto peer = join(network, 1, options);
  send_to_viewer(network, {.view = 0, .codec = VideoCodec::Vp8});
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.seen.size() == frames; }));
  EXPECT_TRUE(recorder_.read([](const Told& t) { return in_order(t.seen); }));
  EXPECT_GT(network.counters().nacks_in, 0u);
  EXPECT_GE(network.counters().rtx_out, 10u);
  EXPECT_GE(peer->stats().rtx_in, 10u);
}

// That it is identical byte for byte is RtpSenderTest's; here the loss is after decryption, so the receiver's replay
// protection drops the repetition.
TEST_F(RepairTest, a_viewer_without_rtx_is_sent_the_packet_itself_again_under_both_profiles) {
  for (const char* profile : {"SRTP_AES128_CM_SHA1_80", "SRTP_AEAD_AES_128_GCM"}) {
    Network network(local_settings(), recorder_);
    PeerOptions options;
    options.rtx = false;
    options.srtp_profiles = profile;
    options.lose_incoming = every_seventh();
    const auto peer = join(network, 1, options);
    EXPECT_EQ(peer->stats().gcm, std::string(profile) == "SRTP_AEAD_AES_128_GCM");
    send_to_viewer(network, {.view = 0, .codec = VideoCodec::Vp8});
    EXPECT_TRUE(eventually([&] { return network.counters().rtx_out > 0; })) << profile;
    EXPECT_EQ(peer->stats().rtx_in, 0u);
  }
}

TEST_F(RepairTest, h264_goes_both_ways_and_is_repaired_too) {
  Network network(local_settings(), recorder_);
  PeerOptions options;
  options.codecs = {VideoCodec::H264};
  options.lose_incoming = options.lose_outgoing = every_seventh();
  const auto peer = join(network, 1, options);
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.negotiated.at(1).codec; }), VideoCodec::H264);
  for (int i = 0; i < frames; ++i) peer->send_video(frame_of(i, i == 0, size, VideoCodec::H264));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1) && t.video.at(1).size() == frames; }));
  EXPECT_TRUE(recorder_.read([](const Told& t) { return in_order(t.video.at(1)); }));
  send_to_viewer(network, {.view = 0, .codec = VideoCodec::H264});
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.seen.size() == frames; }));
  EXPECT_TRUE(recorder_.read([](const Told& t) { return in_order(t.seen); }));
}

TEST_F(RepairTest, a_loss_that_nobody_repairs_is_left_behind_with_the_next_key_frame) {
  Network network(local_settings(), recorder_);
  PeerOptions options;
  std::atomic<bool> repairs_fail = true;
  options.lose_outgoing = [&](std::uint64_t index, bool video) {
    return video && ((index >= 10 && index < 20) || (index >= 2 * frames && repairs_fail));
  };
  const auto peer = join(network, 1, options);
  for (int i = 0; i < frames; ++i) peer->send_video(frame_of(i, i == 0, size));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1); }));
  const auto asked = peer->stats().plis_in;
  EXPECT_TRUE(eventually([&] { return peer->stats().plis_in > asked; })) << "no key frame was asked for";
  repairs_fail = false;
  peer->send_video(frame_of(50, true, size));
  peer->send_video(frame_of(51, false, size));
  EXPECT_TRUE(
      recorder_.wait([](const Told& t) { return t.video.at(1).back()->data == frame_of(51, false, size)->data; }));
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.video.at(1).size(); }), 5u + 2u);
}

TEST_F(RepairTest, a_sender_is_asked_for_a_key_frame_at_most_once_in_300_ms) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  peer->send_video(frame_of(0, true, 2000));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1); }));
  const auto before = network.counters().plis_out;
  const auto start = media::Clock::now();
  for (int i = 0; i < 100; ++i) network.request_key_frame(1);
  ASSERT_TRUE(eventually([&] { return network.counters().plis_out > before; }));
  const auto passed = media::Clock::now() - start;
  EXPECT_LE(network.counters().plis_out - before,
            1 + static_cast<std::uint64_t>(passed / std::chrono::milliseconds(300)));
}

TEST_F(RepairTest, a_viewer_switches_streams_on_a_key_frame_with_continuous_sequence_numbers) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  const Stream first{.view = 1, .codec = VideoCodec::Vp8}, second{.view = 2, .codec = VideoCodec::Vp8};
  network.watch(1, first);
  ASSERT_TRUE(recorder_.wait([&](const Told& t) { return t.key_frames_wanted.size() == 1; }));
  network.send_video(first, frame_of(0, false, 3000));  // before the key frame: not for this viewer
  network.send_video(first, frame_of(1, true, 3000));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.seen.size() == 1; }));
  network.watch(1, second);
  ASSERT_TRUE(recorder_.wait(
      [&](const Told& t) { return std::count(t.key_frames_wanted.begin(), t.key_frames_wanted.end(), second) > 0; }));
  network.send_video(second, frame_of(2, false, 3000));
  network.send_video(first, frame_of(3, false, 3000));
  network.send_video(second, frame_of(4, true, 3000));
  network.send_video(first, frame_of(5, false, 3000));
  network.send_video(second, frame_of(6, false, 3000));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.seen.size() == 4; }));
  const std::vector<std::pair<int, bool>> expected{{1, true}, {3, false}, {4, true}, {6, false}};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(recorder_.read([&](const Told& t) { return t.seen[i]->data; }),
              frame_of(expected[i].first, expected[i].second, 3000)->data);
  EXPECT_FALSE(peer->stats().video_gap);
}

TEST_F(RepairTest, a_viewer_that_goes_on_asking_does_not_make_the_encoder_pay_each_time) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  const Stream view{.view = 4, .codec = VideoCodec::Vp8};
  network.watch(1, view);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.key_frames_wanted.size() == 1; }));
  const auto start = media::Clock::now();
  for (std::uint64_t i = 1; i <= 30; ++i) {
    peer->request_key_frame();
    ASSERT_TRUE(eventually([&] { return network.counters().plis_in == i; }));
  }
  const auto seconds = static_cast<std::size_t>((media::Clock::now() - start) / std::chrono::seconds(1));
  const auto asked = [&] { return recorder_.read([](const Told& t) { return t.key_frames_wanted.size(); }); };
  EXPECT_LE(asked(), 2 + seconds);
  EXPECT_TRUE(eventually([&] { return asked() >= 3; })) << "the last wish is served after the pause";
}

TEST_F(RepairTest, a_viewers_picture_loss_reaches_the_encoder_of_its_stream) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  const Stream view{.view = 4, .codec = VideoCodec::Vp8};
  network.watch(1, view);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.key_frames_wanted.size() == 1; }));
  network.send_video(view, frame_of(0, true, 2000));
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.seen.size() == 1; }));
  // As clients do it: again until it comes. What is asked while a key frame is on its way is not passed on.
  EXPECT_TRUE(eventually([&] {
    peer->request_key_frame();
    return recorder_.read(
        [&](const Told& t) { return t.key_frames_wanted.size() == 2 && t.key_frames_wanted.back() == view; });
  }));
}

}  // namespace
}  // namespace lethe::test
