// SPDX-License-Identifier: AGPL-3.0-or-later
// The figures of a real conference, as Prometheus and people at a terminal read them.
#include <gmock/gmock.h>
#include <stdio.h>
#include <sys/wait.h>

#include <fstream>
#include <map>

#include "tests/process/conference.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

double metric(const LetheServer& server, const std::string& name) {
  const std::string text = "\n" + server.ask("GET", "/metrics", "").body;
  const auto at = text.find("\n" + name + " ");
  return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
}

// What `lethe status` prints, and its exit status.
std::pair<std::string, int> status(const LetheServer& server, int port) {
  const std::string config = server.folder() / "status.yaml";
  std::ofstream(config) << "http:\n  port: " << port << "\n";
  FILE* const pipe = ::popen((std::string(LETHE_BIN) + " status --config " + config).c_str(), "r");
  std::string text;
  for (int c; (c = ::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  return {text, WEXITSTATUS(::pclose(pipe))};
}

TEST(Figures, MoveWhenPeopleJoin) {
  LiveRoom live("media:\n  addresses: [127.0.0.1]\n");
  const auto value = [&](const std::string& name) { return metric(live.server, name); };
  // Waits until all of them have grown, and does something meanwhile.
  const auto rise = [&](
                        const std::vector<std::string>& names, const std::function<void()>& meanwhile = [] {}) {
    std::map<std::string, double> before;
    for (const auto& name : names) before[name] = value(name);
    for (const auto& name : names)
      EXPECT_TRUE(eventually(
          [&] {
            meanwhile();
            return value(name) > before[name];
          },
          12s))
          << name;
  };
  EXPECT_EQ(value("lethe_live_rooms"), 1);
  EXPECT_EQ(value("lethe_joins_total{role=\"participant\"}"), 1);
  EXPECT_TRUE(eventually([&] { return value("lethe_encoders") == 1 && value("lethe_views") == 1; }));
  rise({"lethe_packets_total{direction=\"out\"}", "lethe_bytes_total{direction=\"in\"}", "lethe_pictures_encoded_total",
        "lethe_encode_seconds_total", "lethe_ticks_total", "lethe_tick_lateness_seconds_total"});
  EXPECT_LT(value("lethe_tick_lateness_seconds_total") / value("lethe_ticks_total"), 0.04) << "less than a tick";
  {
    Participant guest(live.server, live.loop, live.room, "Guest");
    ASSERT_TRUE(guest.is_connected_within(5s));
    EXPECT_EQ(value("lethe_participants{role=\"participant\"}"), 2);
    std::uint32_t timestamp = 0;
    const std::vector<std::uint8_t> quiet{0xf8, 0xff, 0xfe};  // a frame of Opus
    rise({"lethe_sound_frames_decoded_total", "lethe_sound_frames_encoded_total"},
         [&] { guest.peer().send_audio(timestamp += 960, quiet); });
    const auto [text, code] = status(live.server, live.server.port());
    EXPECT_EQ(code, 0);
    EXPECT_THAT(text, HasSubstr("health        ready for rooms\n"));
    EXPECT_THAT(text, HasSubstr("rooms         1 live of 1\n"));
    EXPECT_THAT(text, HasSubstr("2 participant,"));
    EXPECT_THAT(text, HasSubstr("1 views, 1 encoders"));
    EXPECT_THAT(text, testing::Not(HasSubstr("Guest")));
    guest.leave();
  }
  EXPECT_EQ(value("lethe_participants{role=\"participant\"}"), 1);
  const double packets = value("lethe_packets_total{direction=\"out\"}");
  live.resident.leave();
  EXPECT_TRUE(eventually([&] { return value("lethe_live_rooms") == 0; }));
  EXPECT_EQ(value("lethe_encoders"), 0);
  EXPECT_GE(value("lethe_packets_total{direction=\"out\"}"), packets) << "a count never falls";
}

TEST(Figures, OfPeopleWhoOnlyOfferedNobodyGetsAnEncode) {
  LiveRoom live("media:\n  addresses: [127.0.0.1]\n");
  const auto value = [&](const std::string& name) { return metric(live.server, name); };
  const auto figures_are_newer = [&] {
    const double ticks = value("lethe_ticks_total");
    return eventually([&] { return value("lethe_ticks_total") > ticks; }, 12s);
  };
  EXPECT_TRUE(eventually([&] { return value("lethe_encoders") == 1; }));
  for (int i = 0; i < 4; ++i) {
    const Json joined = live.server.join(live.room, "Ghost");
    const std::string path =
        "/api/v1/rooms/" + live.room + "/participants/" + joined.at("participant").at("id").get<std::string>();
    // Each would have a view and an encoder of its own.
    EXPECT_EQ(live.server.ask("PATCH", path, joined.at("token"), R"({"self": "exclude"})").status, 200);
    live.server.offer(live.room, joined, Peer(live.loop).offer());  // and is not there any more when checks come
  }
  // The first figures may be those of a moment before.
  ASSERT_TRUE(figures_are_newer() && figures_are_newer());
  EXPECT_EQ(value("lethe_participants{role=\"participant\"}"), 5);
  EXPECT_EQ(value("lethe_encoders"), 1);
  EXPECT_EQ(value("lethe_views"), 1);
  EXPECT_TRUE(live.resident.sees_frame_within(frame_due));
}

TEST(Figures, StatusSaysWhenNoServerRuns) {
  LetheServer server;
  const int port = server.port();
  server.stop();
  const auto [text, code] = status(server, port);
  EXPECT_EQ(code, 1);
  EXPECT_EQ(text, "health        No server answers at http.address and http.port of this configuration.\n");
}

}  // namespace
}  // namespace lethe::test
