// SPDX-License-Identifier: AGPL-3.0-or-later
// A media process that was taken over sends arbitrary events that the wire allows; control continues. LETHE_FUZZ_RUNS:
// number of events.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/unit/room/service/service_fixture.hpp"

namespace lethe::room {
namespace {

int fuzz_runs() {
  const char* const wanted = std::getenv("LETHE_FUZZ_RUNS");
  return wanted != nullptr ? std::atoi(wanted) : 20'000;
}

std::vector<Json> golden_packets() {
  std::vector<Json> all;
  for (const auto& file : std::filesystem::directory_iterator("tests/data/wire")) {
    std::ifstream in(file.path());
    all.push_back(Json::parse(in));
  }
  std::sort(all.begin(), all.end());  // the file system's order is not the same everywhere
  return all;
}

class MediaEvents : public ServiceTest {
 protected:
  template <class T>
  const T& any(const std::vector<T>& all) {
    return all[random() % all.size()];
  }

  // Other values of the same kind in some places, and lists of other lengths.
  void change(Json& value) {
    static const std::vector<std::int64_t> numbers{0,
                                                   1,
                                                   2,
                                                   3,
                                                   4,
                                                   5,
                                                   -1,
                                                   127,
                                                   720,
                                                   1280,
                                                   65'535,
                                                   2'147'483'647,
                                                   -2'147'483'648,
                                                   4'294'967'295,
                                                   9'223'372'036'854'775'807};
    if (value.is_object()) {
      for (auto& [key, below] : value.items())
        if (random() % 3 == 0) change(below);
    } else if (value.is_array()) {
      if (!value.empty() && random() % 2 == 0) value.push_back(value[random() % value.size()]);
      for (auto& below : value) change(below);
    } else if (value.is_number()) {
      value = any(numbers);
    } else if (value.is_boolean()) {
      value = random() % 2 == 0;
    } else if (value.is_string()) {
      value = any<std::string>({"camera", "screen", "lost", "connected", "connecting", "", std::string(2000, 'x')});
    }
  }

  std::mt19937 random{11};
};

TEST_F(MediaEvents, WhateverAMediaProcessSaysTheRoomGoesOn) {
  const RoomView room = new_room();
  std::vector<Joined> people;
  for (int i = 0; i < 4; ++i) {
    people.push_back(join(room, "P" + std::to_string(i)));
    connect(people.back());
  }
  const auto told = follow(front, room.id);
  const auto packets = golden_packets();
  int taken = 0;
  for (int i = 0; i < fuzz_runs(); ++i) {
    Json json = any(packets);
    change(json["body"]);
    wire::Packet packet;
    try {
      packet = wire::decode(json.dump());
    } catch (const Error&) {
      continue;  // the worker is ended for it (pool_test)
    }
    const auto* event = std::get_if<wire::Event>(&packet.body);
    if (event == nullptr) continue;
    ++taken;
    media.last().listener->on_media_event(*event);
    const wire::Scene shown = scene();
    ASSERT_LE(shown.views.size(), 8u);
    for (const auto& view : shown.views)
      for (const auto& tile : view.tiles) {
        ASSERT_GE(std::min({tile.rect.x, tile.rect.y, tile.rect.width - 2, tile.rect.height - 2}), 0) << json;
        ASSERT_LE(tile.rect.x + tile.rect.width, view.width) << json;
        ASSERT_LE(tile.rect.y + tile.rect.height, view.height) << json;
      }
    if (i % 50 == 0) pass(100ms);
    if (told->events.size() > 1'000) told->events.clear();
    // Who was said to be lost comes back.
    if (i % 500 == 499)
      for (const auto& person : people) {
        ASSERT_EQ(code_of([&] { connect(person); }), "none") << "nobody is put out";
      }
  }
  EXPECT_GT(taken, fuzz_runs() / 20);
}

// Commands and replies as well as events: what is not a message throws Error and nothing else.
TEST_F(MediaEvents, EveryPacketIsAMessageOrAnError) {
  const auto packets = golden_packets();
  int messages = 0;
  for (int i = 0; i < fuzz_runs(); ++i) {
    Json json = any(packets);
    change(json["body"]);
    std::string text = json.dump();
    for (auto spoil = random() % 4; spoil > 2; --spoil) text[random() % text.size()] = static_cast<char>(random());
    if (random() % 20 == 0) text.resize(random() % text.size());
    try {
      wire::decode(text);
      ++messages;
    } catch (const Error& error) {
      ASSERT_TRUE(error.code() == Code::InvalidJson || error.code() == Code::InvalidField) << text;
    }
  }
  EXPECT_GT(messages, fuzz_runs() / 10);
}

}  // namespace
}  // namespace lethe::room
