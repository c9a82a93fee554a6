// SPDX-License-Identifier: AGPL-3.0-or-later
// Every message against its golden file in tests/data/wire: the contract between two versions of the programs.
#include "mcu/wire/message.hpp"
#include "mcu/base/base64.hpp"
#include "mcu/base/fields.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

namespace lethe::wire {
namespace {

struct Golden {
  const char* file;
  std::string text;  // as encoded today
};

const std::vector<Golden>& goldens() {
  static const std::vector<Golden> all{
      {"configure", encode(1, Configure{.addresses = {"192.0.2.1", "2001:db8::1"},
                                        .public_address = "198.51.100.1",
                                        .port_min = 40'000,
                                        .port_max = 40'100,
                                        .tcp = true,
                                        .lost_after_ms = 8'000,
                                        .video_bitrate_in = 500,
                                        .screen_bitrate_in = 900,
                                        .talkers_max = 5,
                                        .fps = 30,
                                        .steps = {{640, 360, 30, 900, 24, 20}, {0, 0, 0, 0, 12, 60}}})},
      {"scene_change",
       encode(2,
              SceneChange{.revision = 7,
                          .last = false,
                          .views_gone = {2},
                          .parts_gone = {5, 6},
                          .views = {{1, 1280, 720, {{3, {0, 0, 638, 358}}, {4, {642, 0, 638, 358}, Picture::Screen}}}},
                          .parts = {{.seat = 3,
                                     .heard = true,
                                     .seen = false,
                                     .music = true,
                                     .view = 1,
                                     .step = 1,
                                     .camera_in = 300,
                                     .screen_in = 1500,
                                     .goal = 1700},
                                    {.seat = 4, .heard = false, .seen = true, .view = 1}}})},
      {"marks", encode(14, Marks{{3, 4}})},
      {"label", encode(3, Label{.seat = 3,
                                .kind = LabelKind::Avatar,
                                .width = 2,
                                .height = 2,
                                .hue = 210,
                                .coverage = to_base64(std::string("\x00\x7f\x80\xff", 4))})},
      {"offer", encode(4, Offer{.seat = 3, .sdp = "v=0\r\n", .gets = false})},
      {"trickle", encode(5, Trickle{3, "a=ice-ufrag:abcd\r\n"})},
      {"close", encode(6, Close{3})},
      {"listen", encode(11, Listen{.seat = 3, .form = Form::Jpeg, .fps = 5})},
      {"say", encode(12, Say{.number = 4,
                             .caption = {.kind = LabelKind::Caption,
                                         .width = 2,
                                         .height = 1,
                                         .coverage = to_base64(std::string("\xff\x80"))}})},
      {"hush", encode(13, Hush{})},
      {"ping", encode(7, Ping{})},
      {"done", encode(8, Done{})},
      {"answer", encode(9, Answer{"v=0\r\n", true})},
      {"failure", encode(10, Failure{"invalid-sdp", "line 1"})},
      {"ready", encode(Ready{version, "0.1.0", 20, 20, std::string(64, 'a')})},
      {"peer_changed", encode(PeerChanged{3, PeerState::Connected})},
      {"levels", encode(Levels{{{3, 30}, {4, 127}}})},
      {"video_changed", encode(VideoChanged{3, Picture::Camera, true, 640, 360})},
      {"layout_shown", encode(LayoutShown{1, 7, 4'294'967'295u})},
      {"estimate", encode(Estimate{3, 750})},
      {"said", encode(Said{4})},
      {"stats", encode(Stats{.packets_in = 1,
                             .packets_out = 2,
                             .bytes_in = 3,
                             .bytes_out = 4,
                             .packets_dropped = 5,
                             .lost_in = 6,
                             .lost_out = 7,
                             .resent = 8,
                             .asked_again = 9,
                             .decoded = 10,
                             .undecodable = 11,
                             .composed = 12,
                             .encoded = 13,
                             .key_frames = 14,
                             .decode_us = 15,
                             .encode_us = 16,
                             .late_us = 17,
                             .ticks = 18,
                             .ticks_skipped = 19,
                             .sounds_decoded = 20,
                             .sounds_concealed = 21,
                             .sounds_encoded = 22,
                             .sound_ticks_late = 23,
                             .views = 24,
                             .encoders = 25,
                             .estimated_out = 26,
                             .asked_in = 27})},
      {"report", encode(Report{ReportCode::CheckFailed, number_of_file("mix_encoder.cpp"), 106})},
  };
  return all;
}

std::filesystem::path golden_path(const std::string& name) {
  return std::filesystem::path("tests/data/wire") / (name + ".json");
}

std::string read_golden(const std::string& name) {
  std::ifstream file(golden_path(name));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string encode_again(const Packet& packet) {
  if (const auto* command = std::get_if<Command>(&packet.body)) return encode(packet.id, *command);
  if (const auto* reply = std::get_if<Reply>(&packet.body)) return encode(packet.id, *reply);
  return encode(std::get<Event>(packet.body));
}

std::vector<Finding> findings_of(const Json& json) {
  try {
    decode(json.dump());
    return {};
  } catch (const Error& error) {
    return error.findings();
  }
}

TEST(Message, EncodesAsInItsGoldenFile) {
  for (const auto& golden : goldens()) EXPECT_EQ(golden.text + "\n", read_golden(golden.file)) << golden.file;
}

TEST(Message, EveryGoldenFileDecodesToWhatItWas) {
  for (const auto& golden : goldens()) {
    const auto text = read_golden(golden.file);
    EXPECT_EQ(encode_again(decode(text)) + "\n", text) << golden.file;
  }
}

TEST(Message, ThereIsOneGoldenFileForEachMessageAndNoOther) {
  EXPECT_EQ(goldens().size(), std::variant_size_v<Command> + std::variant_size_v<Reply> + std::variant_size_v<Event>);
  std::set<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator("tests/data/wire")) files.insert(file.path().stem());
  for (const auto& golden : goldens()) EXPECT_EQ(files.erase(golden.file), 1u) << golden.file;
  EXPECT_TRUE(files.empty());
}

TEST(Message, AnUnknownFieldIsRefusedAnywhere) {
  for (const auto& golden : goldens()) {
    SCOPED_TRACE(golden.file);
    const Json json = Json::parse(golden.text);
    Json outside = json;
    outside["extra"] = 1;
    EXPECT_FALSE(findings_of(outside).empty());
    Json inside = json;
    inside["body"]["extra"] = 1;
    EXPECT_THAT(findings_of(inside), testing::ElementsAre(Finding{"/body/extra", "is not known"}));
  }
}

TEST(Message, AMissingFieldIsRefusedUnlessItIsOptional) {
  for (const auto& golden : goldens()) {
    const Json json = Json::parse(golden.text);
    for (const auto& [name, value] : json["body"].items()) {
      Json less = json;
      less["body"].erase(name);
      if (name == "publicAddress")
        EXPECT_TRUE(findings_of(less).empty());
      else
        EXPECT_THAT(findings_of(less), testing::ElementsAre(Finding{"/body/" + name, "is missing"})) << golden.file;
    }
  }
}

TEST(Message, AWrongTypeIsRefused) {
  for (const auto& golden : goldens()) {
    const Json json = Json::parse(golden.text);
    for (const auto& [name, value] : json["body"].items()) {
      Json wrong = json;
      wrong["body"][name] = value.is_object() ? Json(1) : Json(Json::object());
      EXPECT_THAT(findings_of(wrong), testing::SizeIs(1)) << golden.file << " " << name;
    }
  }
}

TEST(Message, NumbersOutOfTheirRangeAreRefused) {
  const std::vector<std::tuple<const char*, const char*, std::int64_t>> outside{
      {"configure", "/body/portMin", 65'536},
      {"configure", "/body/portMin", -1},
      {"configure", "/body/lostAfterMs", 999},
      {"configure", "/body/fps", 0},
      {"configure", "/body/steps/0/width", 1921},
      {"scene_change", "/body/views/0/width", 15},
      {"scene_change", "/body/revision", -1},
      {"scene_change", "/body/views/0/tiles/0/rect/x", -2},
      {"scene_change", "/body/views/0/tiles/0/rect/width", 0},
      {"scene_change", "/body/parts/0/seat", -1},
      {"scene_change", "/body/parts/0/seat", 4'294'967'296},
      {"marks", "/body/speaking/1", -1},
      {"marks", "/body/speaking/1", 4'294'967'296},
      {"label", "/body/width", 1025},
      {"label", "/body/height", 0},
      {"label", "/body/hue", 360},
      {"levels", "/body/levels/0/level", 128},
      {"layout_shown", "/body/rtpTimestamp", 4'294'967'296},
      {"report", "/body/file", static_cast<std::int64_t>(checked_files.size())},
      {"report", "/body/file", -1},
      {"report", "/body/number", 65'536},
      {"report", "/body/number", -1}};
  for (const auto& [file, pointer, number] : outside) {
    Json json = Json::parse(read_golden(file));
    json[Json::json_pointer(pointer)] = number;
    const auto findings = findings_of(json);
    ASSERT_THAT(findings, testing::SizeIs(1)) << file << " " << pointer;
    EXPECT_EQ(findings[0].pointer, pointer);
  }
}

TEST(Message, ListsAndTextsHaveALimit) {
  Json scene = Json::parse(read_golden("scene_change"));
  const Json tile = scene["body"]["views"][0]["tiles"][0];
  scene["body"]["views"][0]["tiles"] = std::vector<Json>(50, tile);
  EXPECT_EQ(findings_of(scene).at(0).pointer, "/body/views/0/tiles");
  Json marks = Json::parse(read_golden("marks"));
  marks["body"]["speaking"] = std::vector<Seat>(parts_most + 1, 3);
  EXPECT_EQ(findings_of(marks).at(0).pointer, "/body/speaking");
  EXPECT_NO_THROW(decode(encode(1, Offer{1, std::string(65'536, 'x')})));
  EXPECT_THROW(decode(encode(1, Offer{1, std::string(65'537, 'x')})), Error);
}

TEST(Message, WhatIsNoMessageIsRefused) {
  for (const char* text : {"", "{", "null", "[]", "{}", "1", R"({"type":"ping"})", R"({"body":{}})",
                           R"({"type":"ping","body":{}})",          // a command without id
                           R"({"type":"ready","body":{},"id":1})",  // an event with one
                           R"({"type":"ping","body":{},"id":-1})", R"({"type":"ping","body":{},"id":"1"})",
                           R"({"type":"ping","body":{},"id":1.5})", R"({"type":1,"body":{},"id":1})",
                           R"({"type":"pong","body":{},"id":1})", R"({"type":"ping","body":[],"id":1})",
                           "{\"type\":\"ping\",\"body\":{},\"id\":1} x"})
    EXPECT_THROW(decode(text), Error) << text;
  EXPECT_THROW(decode(std::string(100'000, '[')), Error);
}

TEST(Message, MarksOfAnyRoomTravelInOnePacket) {
  std::vector<Seat> most;
  for (Seat i = 0; i < parts_most; ++i) most.push_back(std::numeric_limits<Seat>::max() - i);
  for (const auto& seats : {std::vector<Seat>{}, std::vector<Seat>{0}, std::vector<Seat>{4, 3}, most}) {
    const std::string packet = encode(std::numeric_limits<std::int64_t>::max(), Marks{seats});
    EXPECT_LE(packet.size(), packet_limit);
    EXPECT_EQ(std::get<Marks>(std::get<Command>(decode(packet).body)).speaking, seats);
  }
}

TEST(Message, MalformedMarksAreRefused) {
  const std::string packet = encode(14, Marks{{3, 4}});
  for (std::size_t size = 0; size < packet.size(); ++size) EXPECT_THROW(decode(packet.substr(0, size)), Error) << size;
  for (const char* body :
       {"null", "3", "[3]", "{}", R"({"speaking":null})", R"({"speaking":3})", R"({"speaking":"3"})",
        R"({"speaking":{"0":3}})", R"({"speaking":[null]})", R"({"speaking":["3"]})", R"({"speaking":[[3]]})",
        R"({"speaking":[1.5]})", R"({"speaking":[1e99]})", R"({"speaking":[3],"seat":3})", R"({"seats":[3]})"})
    EXPECT_THROW(decode(R"({"type":"marks","id":14,"body":)" + std::string(body) + "}"), Error) << body;
  // Any byte at any place: another message, or an Error and nothing else.
  for (std::size_t at = 0; at < packet.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string spoilt = packet;
      spoilt[at] = static_cast<char>(byte);
      try {
        decode(spoilt);
      } catch (const Error&) {
      }
    }
}

TEST(Message, TextThatIsNotUtf8DoesNotStopTheEncoder) {
  EXPECT_NO_THROW(decode(encode(1, Failure{"internal", "\xff\xc3"})));
}

}  // namespace
}  // namespace lethe::wire
