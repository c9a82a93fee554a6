// SPDX-License-Identifier: AGPL-3.0-or-later
// Clients that differ from browsers: ICE stacks, targets of candidates, credentials per section, further offers of one
// connection.
#include <sys/socket.h>
#include <unistd.h>

#include "mcu/base/error.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "tests/support/bare_client.hpp"
#include "tests/unit/transport/network_fixture.hpp"

namespace lethe::test {
namespace {

using media::Stream;
using media::VideoCodec;
using std::chrono::milliseconds;

// A socket of loopback to which nobody was invited.
class Bystander {
 public:
  explicit Bystander(int kind) : fd_(::socket(AF_INET, kind | SOCK_NONBLOCK, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    if (kind == SOCK_STREAM) {
      EXPECT_EQ(::listen(fd_, 8), 0);
    }
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Bystander() { ::close(fd_); }
  std::string port() const { return std::to_string(port_); }
  bool got_a_packet() const {
    char byte = 0;
    return ::recv(fd_, &byte, 1, MSG_DONTWAIT) >= 0;
  }
  bool got_a_connection() const {
    const int one = ::accept(fd_, nullptr, nullptr);
    if (one >= 0) ::close(one);
    return one >= 0;
  }

 private:
  int fd_, port_ = 0;
};

class ForeignClientTest : public NetworkTest {
 protected:
  static wire::Configure hasty() {
    wire::Configure settings = local_settings();
    settings.lost_after_ms = 1000;
    return settings;
  }
  bool is(Seat seat, wire::PeerState state) {
    return recorder_.read([&](const Told& t) { return t.states.contains(seat) && t.states.at(seat).back() == state; });
  }
  std::size_t heard(Seat seat) {
    return recorder_.read([&](const Told& t) { return t.audio.contains(seat) ? t.audio.at(seat).size() : 0; });
  }
  bool media_flow(Network& network, Peer& peer, Seat seat) {
    const std::size_t in_before = heard(seat);
    const std::uint64_t out_before = peer.stats().audio_in;
    const media::Bytes payload{1};
    return eventually([&] {
      timestamp_ += 960;
      peer.send_audio(timestamp_, {1});
      network.send_audio(std::vector<Seat>{seat}, {.rtp_timestamp = timestamp_, .payload = payload});
      return heard(seat) > in_before + 5 && peer.stats().audio_in > out_before + 5;
    });
  }
  std::uint32_t timestamp_ = 0;
};

TEST_F(ForeignClientTest, checks_carry_one_tie_breaker_of_64_random_bits) {
  Network network(hasty(), recorder_);
  BareClient client;
  client.answer(network.offer(1, client.offer()));
  ASSERT_TRUE(client.run([&] { return client.connected() && client.checks() >= 4; }));
  EXPECT_FALSE(client.tie_breakers().contains(0)) << "RFC 8445, 5.2";
  EXPECT_LE(client.tie_breakers().size(), 2U) << "one of libnice's checks, one of ours, for all of the session";
}

TEST_F(ForeignClientTest, who_answers_the_checks_and_sends_nothing_stays) {
  for (const auto reply : {BareClient::Reply::Success, BareClient::Reply::RoleConflict}) {
    wire::Configure settings = local_settings();
    settings.lost_after_ms = 2000;  // the client answers on the test's own thread, which may have to wait for a core
    Network network(settings, recorder_);
    BareClient client;
    client.answer(network.offer(1, client.offer()));
    ASSERT_TRUE(client.run([&] { return client.connected() && is(1, wire::PeerState::Connected); }));
    client.reply = reply;
    const int before = client.checks();  // one each fifth of the time after which who is silent is lost
    ASSERT_TRUE(client.run([&] { return client.checks() >= before + 8; }));
    EXPECT_TRUE(is(1, wire::PeerState::Connected));
  }
}

TEST_F(ForeignClientTest, who_rejects_the_checks_is_lost) {
  Network network(hasty(), recorder_);
  BareClient client;
  client.answer(network.offer(1, client.offer()));
  ASSERT_TRUE(client.run([&] { return client.connected() && is(1, wire::PeerState::Connected); }));
  client.reply = BareClient::Reply::BadRequest;
  EXPECT_TRUE(client.run([&] { return is(1, wire::PeerState::Lost); }));
}

TEST_F(ForeignClientTest, nothing_is_sent_to_where_candidates_point) {
  wire::Configure settings = hasty();
  settings.tcp = true;
  Network network(settings, recorder_);
  const Bystander udp(SOCK_DGRAM), tcp(SOCK_STREAM);
  const std::vector<std::string> candidates{
      "candidate:1 1 udp 2130706431 127.0.0.1 " + udp.port() + " typ host",
      "candidate:2 1 tcp 1518280447 127.0.0.1 " + tcp.port() + " typ host tcptype passive",
      "candidate:3 1 udp 1694498815 127.0.0.1 " + udp.port() + " typ srflx raddr 0.0.0.0 rport 0"};
  BareClient client;
  client.answer(network.offer(1, client.offer(candidates)));
  std::string more;
  for (const std::string& candidate : candidates) more += "a=" + candidate + "\r\n";
  network.trickle(1, more);
  // It connects by its own checks all the same, and some consent checks later nobody else was sent anything.
  ASSERT_TRUE(client.run([&] { return client.connected() && is(1, wire::PeerState::Connected); }));
  network.trickle(1, more);
  EXPECT_TRUE(client.run([&] { return client.checks() >= 5; }));
  for (int restart = 0; restart < 5; ++restart)
    network.trickle(
        1, "a=ice-ufrag:again" + std::to_string(restart) + "\r\na=ice-pwd:againagainagainagainagain\r\n" + more);
  EXPECT_TRUE(client.run([&] { return is(1, wire::PeerState::Lost); })) << "it knows nothing of the restarts";
  EXPECT_FALSE(udp.got_a_packet());
  EXPECT_FALSE(tcp.got_a_connection());
}

TEST_F(ForeignClientTest, the_transport_is_that_of_the_first_section_that_is_taken) {
  Network network(local_settings(), recorder_);
  Peer peer(loop_, {}, recorder_.callbacks());
  std::string offer = peer.offer();
  const auto video = offer.find("m=video");
  std::string audio = offer.substr(0, video);
  const auto replace = [&](const std::string& key, const std::string& value) {
    const auto at = audio.find(key);
    ASSERT_NE(at, std::string::npos) << key;
    audio.replace(at, audio.find("\r\n", at) - at, value);
  };
  replace("a=ice-ufrag:", "a=ice-ufrag:other");
  replace("a=ice-pwd:", "a=ice-pwd:otherotherotherotherother");
  replace("a=rtpmap:111 opus/48000/2", "a=rtpmap:111 speex/16000");
  peer.answer(network.offer(1, audio + offer.substr(video)));
  EXPECT_TRUE(eventually([&] { return peer.stats().connected && is(1, wire::PeerState::Connected); }));
  peer.send_video(frame_of(0, true, 4000));
  EXPECT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1); }));
}

TEST_F(ForeignClientTest, a_further_offer_adds_a_section_and_media_go_on_both_ways) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  const Stream view{.view = 0, .codec = VideoCodec::Vp8};
  network.watch(1, view);
  ASSERT_TRUE(media_flow(network, *peer, 1));
  int number = 0;
  for (const bool screen : {true, false, true}) {
    const std::string answer = network.offer(1, peer->next_offer(screen, false));
    peer->answer(answer);
    EXPECT_EQ(transport::parse_sdp(answer).sections.size(), screen ? 3U : 2U);
    network.confirm(1);
    EXPECT_TRUE(eventually([&] { return is(1, wire::PeerState::Connected); }));
    EXPECT_TRUE(media_flow(network, *peer, 1));
    const std::uint64_t frames = peer->stats().frames_in;
    EXPECT_TRUE(eventually([&] {
      network.send_video(view, frame_of(number++, true, 3000));
      return peer->stats().frames_in > frames;
    })) << "the view goes on";
    recorder_.note([](Told& t) { t.screens.clear(), t.video.clear(); });
    peer->send_video(frame_of(number++, true, 4000));
    EXPECT_TRUE(recorder_.wait([](const Told& t) { return t.video.contains(1); }));
    if (!screen) continue;
    peer->send_screen(frame_of(number++, true, 4000));
    EXPECT_TRUE(recorder_.wait([](const Told& t) { return t.screens.contains(1); }));
  }
  EXPECT_FALSE(peer->stats().lost);
}

TEST_F(ForeignClientTest, the_same_offer_again_gets_the_same_transport) {
  Network network(local_settings(), recorder_);
  Peer peer(loop_, {}, recorder_.callbacks());
  const std::string offer = peer.offer();
  const auto first = transport::parse_sdp(network.offer(1, offer)),
             again = transport::parse_sdp(network.offer(1, offer));
  EXPECT_EQ(first.transport.ice, again.transport.ice);
  EXPECT_EQ(first.transport.candidates, again.transport.candidates);
  EXPECT_EQ(first.session_id, again.session_id);
  EXPECT_GT(again.version, first.version);
}

TEST_F(ForeignClientTest, a_further_offer_may_restart_ice) {
  Network network(local_settings(), recorder_);
  const auto peer = join(network, 1);
  ASSERT_TRUE(media_flow(network, *peer, 1));
  const std::string answer = network.offer(1, peer->next_offer(false, true));
  peer->answer(answer);
  EXPECT_TRUE(media_flow(network, *peer, 1));
  EXPECT_FALSE(peer->stats().lost) << "the DTLS association goes on";
}

TEST_F(ForeignClientTest, another_connection_of_the_same_certificate_takes_the_seat) {
  Network network(local_settings(), recorder_);
  const auto first = join(network, 1);
  const auto second = join(network, 1);
  EXPECT_TRUE(eventually([&] { return first->stats().lost; }));
  EXPECT_TRUE(media_flow(network, *second, 1));
}

TEST_F(ForeignClientTest, without_a_free_port_the_offer_is_refused_and_others_go_on) {
  wire::Configure settings = local_settings();
  settings.port_min = settings.port_max = 25'190;
  Network network(settings, recorder_);
  const auto peer = join(network, 1);
  Peer late(loop_);
  for (int i = 0; i < 3; ++i) {
    try {
      network.offer(2, late.offer());
      ADD_FAILURE() << "there is one port alone";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::MediaUnavailable);
    }
  }
  EXPECT_FALSE(recorder_.read([](const Told& t) { return t.states.contains(2); }));
  peer->restart_answer(network.trickle(1, peer->restart_offer()).value_or(""));
  EXPECT_TRUE(media_flow(network, *peer, 1)) << "a restart of ICE needs no port";
  network.close(1);
  EXPECT_NO_THROW(network.offer(2, late.offer())) << "the port is free again";
}

}  // namespace
}  // namespace lethe::test
