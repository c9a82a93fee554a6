// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole conferences against the two programs as delivered.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;

void join_and_leave(LiveRoom& live, int times) {
  for (int i = 0; i < times; ++i) {
    Participant guest(live.server, live.loop, live.room, "Guest");
    ASSERT_TRUE(guest.is_connected_within(5s));
    if (i % 10 == 0) {
      ASSERT_TRUE(guest.sees_frame_within(5s));
    }
    guest.leave();
  }
}

// What a process holds, after each of several rounds.
class Held {
 public:
  explicit Held(pid_t pid) : pid_(pid) {}

  void begin_round() { rounds_.push_back(holdings(pid_)); }
  void look() {
    Holdings& least = rounds_.back();
    const Holdings now = holdings(pid_);
    least.threads = std::min(least.threads, now.threads);
    least.descriptors = std::min(least.descriptors, now.descriptors);
    least.sockets = std::min(least.sockets, now.sockets);
    least.private_kb = std::min(least.private_kb, now.private_kb);
  }
  void expect_no_more_than_at_first() const {
    const Holdings &first = rounds_.front(), &now = rounds_.back();
    EXPECT_LE(now.threads, first.threads) << "of a process with " << first.descriptors << " descriptors";
    EXPECT_LE(now.descriptors, first.descriptors);
    EXPECT_LE(now.sockets, first.sockets);
  }
  // What is lost with each guest is lost in every round. Pages that the resident's encoder is the first to touch, as
  // its pictures become richer, or that libc holds of a freed one, come in some rounds, and go in one at most: so it is
  // the second least growth, kB.
  long growth_kb() const {
    std::vector<long> growths;
    for (std::size_t i = 1; i < rounds_.size(); ++i)
      growths.push_back(static_cast<long>(rounds_[i].private_kb) - static_cast<long>(rounds_[i - 1].private_kb));
    std::ranges::sort(growths);
    std::printf("growth of memory in each round, sorted, kB: %s\n", testing::PrintToString(growths).c_str());
    return growths.at(1);
  }

 private:
  pid_t pid_;
  std::vector<Holdings> rounds_;
};

TEST(Conference, TwoHundredJoinsAndLeavesLeaveNothingBehind) {
  LiveRoom live("media:\n  addresses: [127.0.0.1]\n");
  Held control(live.server.pid()), media(live.media);
  // The first round warms up: pools, caches, the HTTP server's threads.
  for (int round = 0; round < 6; ++round) {
    join_and_leave(live, 40);
    control.begin_round();
    media.begin_round();
    // At rest: the least within four seconds, while requests let the HTTP server give up its idle threads, the guests'
    // sockets are closed, and the media process gives back what their streams held, two seconds after these ended.
    eventually(
        [&] {
          live.server.ask("GET", "/healthz", "");
          control.look();
          media.look();
          return false;
        },
        4s);
    control.expect_no_more_than_at_first();
    media.expect_no_more_than_at_first();
  }
  const long control_kb = control.growth_kb(), media_kb = media.growth_kb();
#ifndef LETHE_SANITIZED              // which keeps freed memory back; its leak check speaks for it
  constexpr long growth_most = 400;  // 10 kB a guest
  EXPECT_LT(control_kb, growth_most);
  EXPECT_LT(media_kb, growth_most);
#else
  static_cast<void>(control_kb + media_kb);
#endif
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
}

TEST(Conference, RefusedOffersLeaveNothingBehind) {
  LiveRoom live;
  LetheServer& server = live.server;
  const auto joined = server.join(live.room, "Guest");
  const auto path =
      "/api/v1/rooms/" + live.room + "/participants/" + joined["participant"]["id"].get<std::string>() + "/session";
  const std::string token = joined["token"];
  std::string unusable = Peer(live.loop).offer();
  for (const std::string codec : {"opus", "VP8"})
    for (auto at = unusable.find(codec); at != unusable.npos; at = unusable.find(codec))
      unusable.replace(at, codec.size(), "nil");
  const auto ask = [&] {
    EXPECT_EQ(server.ask("POST", path, token, "not an SDP", "application/sdp").status, 400);
    EXPECT_EQ(server.ask("POST", path, token, unusable, "application/sdp").status, 422);
  };
  ask();
  const auto before = holdings(live.media);
  for (int i = 0; i < 50; ++i) ask();
  const auto after = holdings(live.media);
  EXPECT_EQ(after.threads, before.threads);
  EXPECT_EQ(after.descriptors, before.descriptors);
}

TEST(Conference, AnOfferThatWouldBeAnsweredAtLengthIsRefused) {
  LiveRoom live;
  const auto joined = live.server.join(live.room, "Guest");
  const auto path =
      "/api/v1/rooms/" + live.room + "/participants/" + joined["participant"]["id"].get<std::string>() + "/session";
  const std::string token = joined["token"], offer = Peer(live.loop).offer();
  // Nearly all that a body may hold, in sections that are rejected and so repeated.
  for (const char byte : {'\x01', '"', 'x', '\xff'}) {
    std::string long_one = offer;
    for (int i = 0; i < 5; ++i) long_one += "m=x 9 y " + std::string(4340, byte) + "\r\n";
    EXPECT_EQ(live.server.ask("POST", path, token, long_one, "application/sdp").status, 400) << int{byte};
  }
  std::string many = offer;
  for (int i = 0; i < 25; ++i) {
    many += "m=video 9 UDP/TLS/RTP/SAVPF";
    for (int type = 0; type < 128; ++type) many += " " + std::to_string(type);
    many += "\r\n";
  }
  const auto answered = live.server.ask("POST", path, token, many, "application/sdp");
  EXPECT_EQ(answered.status, 201);
  EXPECT_LT(answered.body.size(), 20'000U);
  EXPECT_THAT(live_media_processes(live.server), testing::ElementsAre(live.media));
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
}

TEST(Conference, WhoTakesAllPortsEndsNoMeeting) {
  LiveRoom live("media:\n  addresses: [127.0.0.1]\n  port_min: 25200\n  port_max: 25205\nworkers:\n  warm: 2\n");
  LetheServer& server = live.server;
  const auto offer_to = [&](const std::string& room) {
    const auto joined = server.join(room, "Guest");
    const auto path =
        "/api/v1/rooms/" + room + "/participants/" + joined["participant"]["id"].get<std::string>() + "/session";
    return server.ask("POST", path, joined["token"], Peer(live.loop).offer(), "application/sdp");
  };
  const std::string greedy = server.make_room();
  // The resident's room took the process that was ready.
  ASSERT_TRUE(eventually([&] { return server.ask("GET", "/readyz", "").status == 200; }));
  int taken = 0;
  while (taken < 10 && offer_to(greedy).status == 201) ++taken;
  EXPECT_EQ(taken, 5) << "six ports, one of which is the resident's";
  const auto before = holdings(live.media);
  for (int i = 0; i < 5; ++i) {
    const auto refused = offer_to(live.room);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.json()["code"], "media-unavailable");
  }
  EXPECT_EQ(holdings(live.media).descriptors, before.descriptors);
  EXPECT_EQ(live_media_processes(server).size(), 2U);
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
}

TEST(Conference, MalformedPacketsEndNothing) {
  LiveRoom live;
  Participant attacker(live.server, live.loop, live.room, "Attacker");
  ASSERT_TRUE(attacker.is_connected_within(5s));
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    media::Bytes bytes(random() % 300 + 1);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    switch (i % 3) {
      case 0:
        attacker.peer().send_raw(bytes);
        break;  // STUN, DTLS, SRTP or nothing at all by its first byte
      case 1:
        if (bytes.size() > 12) bytes[0] = 0x90, bytes[1] = static_cast<std::uint8_t>(random() % 2 ? 96 : 111);
        attacker.peer().send_raw_rtp(bytes);
        break;
      default:
        if (bytes.size() > 8) bytes[0] = 0x81, bytes[1] = static_cast<std::uint8_t>(200 + random() % 8);
        attacker.peer().send_raw_rtcp(bytes);
    }
  }
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
  EXPECT_THAT(live_media_processes(live.server), testing::ElementsAre(live.media));
}

TEST(Conference, AKilledMediaProcessCostsItsRoomSecondsAndAnotherRoomNothing) {
  LiveRoom live("workers:\n  warm: 2\n");
  Participant& hit = live.resident;
  Participant spared(live.server, live.loop, live.server.make_room(), "Spared");
  ASSERT_TRUE(spared.sees_frame_within(5s));
  const auto start = std::chrono::steady_clock::now();
  ::kill(live.media, SIGKILL);
  ASSERT_TRUE(eventually([&] { return !std::filesystem::exists("/proc/" + std::to_string(live.media)); }));
  ASSERT_TRUE(eventually(
      [&] {
        try {
          hit.reconnect();
          return true;
        } catch (const std::runtime_error&) {
          return false;  // no warm process yet
        }
      },
      5s));
  EXPECT_TRUE(hit.sees_frame_within(5s));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_TRUE(spared.sees_frame_within(frame_due));
  EXPECT_FALSE(spared.peer().stats().video_gap);
}

TEST(Conference, SigtermEndsSessionsAndTheProgramWithinFiveSeconds) {
  LiveRoom live;
  LetheServer& server = live.server;
  Participant& resident = live.resident;
  const auto processes = server.media_processes();
  const auto [status, took] = server.stop();
  EXPECT_EQ(status, 0);
  EXPECT_LT(took, 5s);
  EXPECT_TRUE(eventually([&] { return resident.peer().stats().lost; }, 2s));
  for (const pid_t pid : processes) EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid)));
}

}  // namespace
}  // namespace lethe::test
