// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole conferences against the two programs as they are delivered.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Conference, EveryThreadOfALiveMediaProcessIsWalledInAndNothingIsWritten) {
  LetheServer server;
  PeerLoop loop;
  const auto room = server.make_room();
  Participant one(server, loop, room, "One"), two(server, loop, room, "Two");
  ASSERT_TRUE(one.sees_frame_within(5s));
  ASSERT_TRUE(two.sees_frame_within(5s));
  const auto live = live_media_processes(server);
  ASSERT_EQ(live.size(), 1u);
  const std::string process = "/proc/" + std::to_string(live[0]);
  std::size_t threads = 0;
  for (const auto& thread : std::filesystem::directory_iterator(process + "/task")) {
    ++threads;
    const auto status = read_file(thread.path() / "status");
    EXPECT_THAT(status, HasSubstr("Seccomp:\t2\n"));
    EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1\n"));
    EXPECT_THAT(status, HasSubstr("CapEff:\t0000000000000000\n"));
    EXPECT_THAT(status, Not(HasSubstr("Uid:\t0")));
  }
  EXPECT_GE(threads, 4u);  // media, network, decoders, video, audio
  EXPECT_THAT(read_file(process + "/limits"), testing::ContainsRegex("Max file size +0 +0"));
  EXPECT_THAT(read_file(process + "/io"), HasSubstr("\nwrite_bytes: 0\n"));
  const auto maps = read_file(process + "/maps");
  EXPECT_TRUE(maps.find("libgstvpx") != maps.npos);
  for (const char* absent : {"coreelements", "libavformat", "/memfd:", "/dev/shm"})
    EXPECT_TRUE(maps.find(absent) == maps.npos) << absent << " is mapped";
}

TEST(Conference, TwoHundredJoinsAndLeavesLeaveNothingBehind) {
  LetheServer server("media:\n  addresses: [127.0.0.1]\n");
  PeerLoop loop;
  const auto room = server.make_room();
  Participant resident(server, loop, room, "Resident");
  ASSERT_TRUE(resident.sees_frame_within(5s));
  const auto live = live_media_processes(server);
  ASSERT_EQ(live.size(), 1u);
  const auto join_and_leave = [&](int times) {
    for (int i = 0; i < times; ++i) {
      Participant guest(server, loop, room, "Guest");
      ASSERT_TRUE(guest.is_connected_within(5s));
      if (i % 10 == 0) {
        ASSERT_TRUE(guest.sees_frame_within(5s));
      }
      guest.leave();
    }
  };
  join_and_leave(40);  // warm-up: pools, caches, the HTTP server's threads
  // What is held at rest: the least within two seconds, while requests let the HTTP server give up its idle threads and
  // the guests' sockets are closed.
  const auto rest = [&] {
    const auto lower = [](Holdings& least, const Holdings& now) {
      least.threads = std::min(least.threads, now.threads);
      least.descriptors = std::min(least.descriptors, now.descriptors);
      least.sockets = std::min(least.sockets, now.sockets);
      least.private_kb = now.private_kb;
    };
    Holdings control = holdings(server.pid()), media = holdings(live[0]);
    eventually(
        [&] {
          server.ask("GET", "/healthz", "");
          lower(control, holdings(server.pid()));
          lower(media, holdings(live[0]));
          return false;
        },
        2s);
    return std::pair{control, media};
  };
  const auto [control, media] = rest();
  join_and_leave(200);
  const auto [control_after, media_after] = rest();
  for (const auto& [before, after] : {std::pair{control, control_after}, std::pair{media, media_after}}) {
    EXPECT_LE(after.threads, before.threads) << "of a process with " << before.descriptors << " descriptors";
    EXPECT_LE(after.descriptors, before.descriptors);
    EXPECT_LE(after.sockets, before.sockets);
  }
  const auto growth = [](const Holdings& before, const Holdings& after) {
    return static_cast<long>(after.private_kb) - static_cast<long>(before.private_kb);
  };
  const long control_kb = growth(control, control_after), media_kb = growth(media, media_after);
  RecordProperty("control_growth_kb", static_cast<int>(control_kb));
  RecordProperty("media_growth_kb", static_cast<int>(media_kb));
  std::printf("memory after 200 joins: control %+ld kB, media %+ld kB\n", control_kb, media_kb);
#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory back; its leak check speaks for it
  EXPECT_LT(control_kb, 2048);
  EXPECT_LT(media_kb, 2048);
#endif
  EXPECT_TRUE(resident.sees_frame_within(1s));
}

TEST(Conference, RefusedOffersLeaveNothingBehind) {
  LetheServer server;
  PeerLoop loop;
  const auto room = server.make_room();
  Participant resident(server, loop, room, "Resident");
  ASSERT_TRUE(resident.sees_frame_within(5s));
  const auto live = live_media_processes(server);
  ASSERT_EQ(live.size(), 1u);
  const auto joined = server.join(room, "Guest");
  const auto path =
      "/api/v1/rooms/" + room + "/participants/" + joined["participant"]["id"].get<std::string>() + "/session";
  const std::string token = joined["token"];
  std::string unusable = Peer(loop).offer();
  for (const std::string codec : {"opus", "VP8"})
    for (auto at = unusable.find(codec); at != unusable.npos; at = unusable.find(codec))
      unusable.replace(at, codec.size(), "nil");
  const auto ask = [&] {
    EXPECT_EQ(server.ask("POST", path, token, "not an SDP", "application/sdp").status, 400);
    EXPECT_EQ(server.ask("POST", path, token, unusable, "application/sdp").status, 422);
  };
  ask();
  const auto before = holdings(live[0]);
  for (int i = 0; i < 50; ++i) ask();
  const auto after = holdings(live[0]);
  EXPECT_EQ(after.threads, before.threads);
  EXPECT_EQ(after.descriptors, before.descriptors);
}

TEST(Conference, MalformedPacketsEndNothing) {
  LetheServer server;
  PeerLoop loop;
  const auto room = server.make_room();
  Participant victim(server, loop, room, "Victim"), attacker(server, loop, room, "Attacker");
  ASSERT_TRUE(victim.sees_frame_within(5s));
  ASSERT_TRUE(attacker.is_connected_within(5s));
  const auto live = live_media_processes(server);
  ASSERT_EQ(live.size(), 1u);
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
  EXPECT_TRUE(victim.sees_frame_within(2s));
  EXPECT_EQ(live_media_processes(server), live);
}

TEST(Conference, AKilledMediaProcessCostsItsRoomSecondsAndAnotherRoomNothing) {
  LetheServer server("workers:\n  warm: 2\n");
  PeerLoop loop;
  const auto first_room = server.make_room(), second_room = server.make_room();
  Participant hit(server, loop, first_room, "Hit");
  ASSERT_TRUE(hit.sees_frame_within(5s));
  const auto first = live_media_processes(server);
  ASSERT_EQ(first.size(), 1u);
  Participant spared(server, loop, second_room, "Spared");
  ASSERT_TRUE(spared.sees_frame_within(5s));
  const auto start = std::chrono::steady_clock::now();
  ::kill(first[0], SIGKILL);
  ASSERT_TRUE(eventually([&] { return !std::filesystem::exists("/proc/" + std::to_string(first[0])); }));
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
  EXPECT_TRUE(spared.sees_frame_within(200ms));
  EXPECT_FALSE(spared.peer().stats().video_gap);
}

TEST(Conference, SigtermEndsSessionsAndTheProgramWithinFiveSeconds) {
  LetheServer server;
  PeerLoop loop;
  const auto room = server.make_room();
  Participant one(server, loop, room, "One");
  ASSERT_TRUE(one.sees_frame_within(5s));
  const auto processes = server.media_processes();
  const auto [status, took] = server.stop();
  EXPECT_EQ(status, 0);
  EXPECT_LT(took, 5s);
  EXPECT_TRUE(eventually([&] { return one.peer().stats().lost; }, 2s));
  for (const pid_t pid : processes) EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid)));
}

}  // namespace
}  // namespace lethe::test
