// SPDX-License-Identifier: AGPL-3.0-or-later
// Sessions of a network: reports, restart, loss of the peer, bad input, and leftovers.
#include <dirent.h>

#include <set>

#include "mcu/base/error.hpp"
#include "pipelines/rtp/sender_clock.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "tests/support/peer_offer.hpp"
#include "tests/unit/transport/network_fixture.hpp"

namespace lethe::test {
namespace {

using media::Stream;
using media::VideoCodec;

std::size_t entries(const char* folder) {
  std::size_t count = 0;
  DIR* dir = opendir(folder);
  while (dir != nullptr && readdir(dir) != nullptr) ++count;
  closedir(dir);
  return count;
}

class SessionTest : public NetworkTest {
 protected:
  bool lost(Seat seat) {
    return recorder_.wait([&](const Told& t) {
      const auto states = t.states.find(seat);
      return states != t.states.end() && states->second.back() == wire::PeerState::Lost;
    });
  }
};

TEST_F(SessionTest, sender_reports_map_both_timestamps_to_one_clock) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  network.watch(1, Stream{.view = 0, .codec = VideoCodec::Vp8});
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return !t.key_frames_wanted.empty(); }));
  const media::Time tick = media::Clock::now();
  const media::Bytes payload{1};
  network.send_audio(std::vector<Seat>{1}, {.rtp_timestamp = 48'000 * 7, .at = tick, .payload = payload});
  auto picture = std::make_shared<media::EncodedFrame>(*frame_of(0, true, 500));
  picture->at = tick;
  picture->rtp_timestamp = 90'000 * 3;
  network.send_video({.view = 0, .codec = VideoCodec::Vp8}, picture);
  ASSERT_TRUE(recorder_.wait([](const Told& t) {
    return std::count_if(t.reports.begin(), t.reports.end(), [](const auto& r) { return r.video; }) > 0 &&
           std::count_if(t.reports.begin(), t.reports.end(), [](const auto& r) { return !r.video; }) > 0;
  }));
  const auto wall = transport::ntp_to_time(transport::ntp_at(tick));
  for (const ReceivedReport& report : recorder_.read([](const Told& t) { return t.reports; })) {
    transport::SenderClock clock(report.video ? 90'000 : 48'000);
    clock.note(report.ntp, report.rtp_timestamp);
    const auto time = clock.time_of(report.video ? 90'000 * 3 : 48'000 * 7);
    ASSERT_TRUE(time.has_value());
    EXPECT_LT(std::abs((*time - wall).count()), 1'000'000) << "off by more than a millisecond";
  }
}

TEST_F(SessionTest, received_media_carry_their_senders_clock_once_it_reported) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  std::uint32_t timestamp = 0;
  const bool told = eventually([&] {
    peer->send_audio(timestamp += 960, {1});
    return recorder_.read(
        [](const Told& t) { return t.audio.contains(1) && t.audio.at(1).back().sender_time.has_value(); });
  });
  EXPECT_TRUE(told);
}

TEST_F(SessionTest, reports_feedback_and_the_rate_limit_flow) {
  wire::Configure settings = local_settings();
  settings.video_bitrate_in = 400;
  Network network(settings, recorder_);
  const auto peer = join(network, 1);
  for (int i = 0; i < 20; ++i) peer->send_video(frame_of(i, i == 0, 3000));
  network.watch(1, Stream{.view = 0, .codec = VideoCodec::Vp8});
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return !t.key_frames_wanted.empty(); }));
  for (int i = 0; i < 20; ++i) network.send_video({.view = 0, .codec = VideoCodec::Vp8}, frame_of(i, i == 0, 3000));
  EXPECT_TRUE(eventually([&] {
    const PeerStats stats = peer->stats();
    return stats.feedback_arrivals >= 60 && stats.bitrate_limit == 500'000 && stats.report_blocks_in > 0;
  }));
  EXPECT_TRUE(eventually([&] { return network.counters().twcc_in > 0; }));
}

TEST_F(SessionTest, an_ice_restart_is_answered_and_media_go_on) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  const std::string fragment = peer->restart_offer();
  const auto answer = network.trickle(1, fragment);
  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE(transport::parse_fragment(*answer).ice.ufrag.empty());
  EXPECT_FALSE(transport::parse_fragment(*answer).candidates.empty());
  peer->restart_answer(*answer);
  EXPECT_FALSE(network.trickle(1, fragment).has_value()) << "the same credentials are a plain trickle";
  std::uint32_t timestamp = 0;
  EXPECT_TRUE(eventually([&] {
    peer->send_audio(timestamp += 960, {1});
    return recorder_.read([](const Told& t) { return t.audio.contains(1) && t.audio.at(1).size() > 20; });
  }));
}

TEST_F(SessionTest, a_peer_stays_by_answering_consent_checks_alone) {
  wire::Configure settings = local_settings();
  settings.lost_after_ms = 1000;
  Network network(settings, recorder_);
  PeerOptions options;
  options.sends = false;
  const auto peer = join(network, 1, options);
  // Two and a half times the allowed silence, in which it sends nothing by itself.
  EXPECT_FALSE(recorder_.wait([&](const Told& t) { return t.states.at(1).back() == wire::PeerState::Lost; },
                              std::chrono::milliseconds(2500)));
}

TEST_F(SessionTest, a_peer_whose_network_vanishes_is_lost_in_time) {
  wire::Configure settings = local_settings();
  settings.lost_after_ms = 1000;
  Network network(settings, recorder_);
  auto peer = join(network, 1);
  peer.reset();
  const auto start = media::Clock::now();
  EXPECT_TRUE(lost(1));
  EXPECT_LT(media::Clock::now() - start, std::chrono::milliseconds(2500));
  EXPECT_THROW(network.trickle(1, "a=mid:0\r\n"), Error);
}

TEST_F(SessionTest, a_peer_that_says_good_bye_is_lost_at_once) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  peer->close();
  const auto start = media::Clock::now();
  EXPECT_TRUE(lost(1));
  EXPECT_LT(media::Clock::now() - start, std::chrono::seconds(1));
}

TEST_F(SessionTest, closing_a_seat_says_good_bye_to_it) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  network.close(1);
  network.close(1);
  EXPECT_TRUE(eventually([&] { return peer->stats().lost; }));
  EXPECT_GT(peer->stats().byes_in, 0u);
}

TEST_F(SessionTest, a_new_offer_replaces_the_session_and_a_bad_one_leaves_it) {
  Network network(local_settings(), recorder_);
  const auto first = join(network, 1);
  EXPECT_THROW(network.offer(1, "nonsense"), Error);
  EXPECT_THROW(network.offer(1, "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"), Error);
  first->send_audio(960, {1});
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.audio.contains(1); }));
  const auto second = join(network, 1);
  EXPECT_TRUE(eventually([&] { return first->stats().lost; }));
  second->send_audio(960, {2});
  EXPECT_TRUE(recorder_.wait([](const Told& t) { return t.audio.at(1).back().payload == media::Bytes{2}; }));
  EXPECT_EQ(recorder_.read([](const Told& t) {
    return std::count(t.states.at(1).begin(), t.states.at(1).end(), wire::PeerState::Lost);
  }),
            0);
}

TEST_F(SessionTest, a_wrong_certificate_is_refused) {
  Network network(local_settings(), recorder_);
  Peer peer(loop_, {}, recorder_.callbacks());
  std::string offer = peer.offer();
  const auto at = offer.find("sha-256 ") + 8;
  for (auto found = offer.find("sha-256 "); found != std::string::npos; found = offer.find("sha-256 ", found + 1))
    offer[found + 8] = offer[found + 8] == 'A' ? 'B' : 'A';
  ASSERT_LT(at, offer.size());
  peer.answer(network.offer(1, offer));
  EXPECT_TRUE(lost(1));
  EXPECT_EQ(recorder_.read([](const Told& t) {
    return std::count(t.states.at(1).begin(), t.states.at(1).end(), wire::PeerState::Connected);
  }),
            0);
}

TEST_F(SessionTest, malformed_packets_are_dropped_and_counted) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  peer->send_raw({0x16, 0xfe, 0xfd, 1, 2, 3});                            // cut DTLS
  peer->send_raw({0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9});  // not protected
  peer->send_raw({0x00, 0x01, 0x00, 0x00, 1, 2, 3, 4});                   // not STUN
  peer->send_raw_rtp({0x80, 99, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5});        // a payload type nobody agreed on
  peer->send_raw_rtcp({0x80, 205, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2});         // fine but unknown
  peer->send_raw_rtcp({0x8f, 200, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2});         // 15 blocks that are not there
  const auto all = [&] {
    const auto c = network.counters();
    return c.dropped_dtls == 1 && c.dropped_srtp == 1 && c.dropped_rtp == 1 && c.dropped_rtcp == 1 &&
           c.dropped_stun == 1;
  };
  EXPECT_TRUE(eventually(all));
  peer->send_audio(960, {1});
  EXPECT_TRUE(recorder_.wait([](const Told& t) { return t.audio.contains(1); }));
}

TEST_F(SessionTest, a_sender_may_go_over_to_vp9_and_back) {
  Network network(local_settings(), recorder_);
  PeerOptions options;
  options.codecs = {VideoCodec::Vp8, VideoCodec::Vp9};
  const auto peer = join(network, 1, options);
  EXPECT_TRUE(recorder_.read([](const Told& t) { return t.negotiated.at(1).gets_vp9; }));
  int number = 0;
  for (const VideoCodec codec : {VideoCodec::Vp8, VideoCodec::Vp9, VideoCodec::Vp8}) {
    const auto key = frame_of(number++, true, 5000, codec), next = frame_of(number++, false, 3000, codec);
    peer->send_video(key);
    peer->send_video(next);
    const auto came = [&](const Told& t) {
      return t.video.contains(1) && t.video.at(1).size() == static_cast<std::size_t>(number);
    };
    ASSERT_TRUE(recorder_.wait(came)) << "codec " << static_cast<int>(codec);
    const auto got = recorder_.read([&](const Told& t) { return t.video.at(1); });
    EXPECT_EQ(got[got.size() - 2]->codec, codec);
    EXPECT_TRUE(got[got.size() - 2]->key);
    EXPECT_EQ(got[got.size() - 2]->data, key->data);
    EXPECT_EQ(got.back()->data, next->data);
  }
}

TEST_F(SessionTest, vp9_alone_is_taken_but_not_sent) {
  Network network(local_settings(), recorder_);
  PeerOptions options;
  options.codecs = {VideoCodec::Vp9};
  const auto peer = join(network, 1, options);
  const auto info = recorder_.read([](const Told& t) { return t.negotiated.at(1); });
  EXPECT_TRUE(info.sends_video);
  EXPECT_FALSE(info.gets_video);
  const auto key = frame_of(0, true, 5000, VideoCodec::Vp9);
  peer->send_video(key);
  ASSERT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1); }));
  EXPECT_EQ(recorder_.read([](const Told& t) { return t.video.at(1).front()->data; }), key->data);
}

TEST_F(SessionTest, addresses_ports_and_tcp_follow_the_configuration) {
  wire::Configure settings = local_settings();
  settings.addresses.push_back("::1");
  settings.public_address = "203.0.113.7";
  settings.port_min = 45'000;
  settings.port_max = 45'100;
  settings.tcp = true;
  Network network(settings, recorder_);
  Peer peer(loop_);
  const auto sdp = transport::parse_sdp(network.offer(1, peer.offer()));
  std::set<std::string> kinds;
  for (const std::string& candidate : sdp.transport.candidates) {
    const auto port = std::stoi(
        candidate.substr(0, candidate.find(" typ")).substr(candidate.substr(0, candidate.find(" typ")).rfind(' ') + 1));
    EXPECT_GE(port, 45'000) << candidate;
    EXPECT_LE(port, 45'100) << candidate;
    kinds.insert(std::string(candidate.find(" udp ") != std::string::npos ? "udp" : "tcp") +
                 (candidate.find("::1") != std::string::npos ? "6" : "4"));
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"udp4", "udp6", "tcp4", "tcp6"}));
}

TEST_F(SessionTest, a_public_address_is_offered_beside_the_machines_own_but_not_for_loopback) {
  const auto addresses = transport::machine_addresses();
  const auto own = std::find_if(addresses.begin(), addresses.end(), [](const std::string& a) {
    return a.find(':') == std::string::npos && a != "127.0.0.1";
  });
  if (own == addresses.end()) GTEST_SKIP() << "this machine has no address but loopback";
  wire::Configure settings = local_settings();
  settings.addresses = {*own, "127.0.0.1"};
  settings.public_address = "203.0.113.7";
  Network network(settings, recorder_);
  Peer peer(loop_);
  const auto sdp = transport::parse_sdp(network.offer(1, peer.offer()));
  std::vector<std::string> told;
  for (const std::string& candidate : sdp.transport.candidates)
    for (const std::string& address : {*own, std::string("127.0.0.1"), std::string("203.0.113.7")})
      if (candidate.find(" " + address + " ") != std::string::npos) told.push_back(address);
  std::sort(told.begin(), told.end());
  std::vector<std::string> expected{*own, "127.0.0.1", "203.0.113.7"};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(told, expected);
}

TEST_F(SessionTest, two_hundred_joins_and_leaves_leave_nothing_behind) {
  Network network(local_settings(), recorder_);
  join(network, 1);
  network.close(1);
  ASSERT_TRUE(eventually([&] { return network.counters().packets_in > 0; }));
  const std::size_t descriptors = entries("/proc/self/fd"), threads = entries("/proc/self/task");
  for (Seat seat = 2; seat < 202; ++seat) {
    const auto peer = join(network, seat);
    network.watch(seat, Stream{.view = 0, .codec = VideoCodec::Vp8});
    seat % 2 == 0 ? network.close(seat) : peer->close();
    if (seat % 2 != 0) {
      ASSERT_TRUE(lost(seat));
    }
  }
  EXPECT_EQ(entries("/proc/self/fd"), descriptors);
  EXPECT_EQ(entries("/proc/self/task"), threads);
}

}  // namespace
}  // namespace lethe::test
