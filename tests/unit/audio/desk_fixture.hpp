// SPDX-License-Identifier: AGPL-3.0-or-later
// A mixing desk with synthetic participants and no clock; records what they hear, for measuring.
#pragma once

#include <gmock/gmock.h>

#include <functional>

#include "pipelines/audio/mixing_desk.hpp"
#include "tests/unit/audio/sound.hpp"

namespace lethe::audio {

struct MixingDeskTest : testing::Test {
  wire::Configure settings;
  sound::Room room;
  std::unique_ptr<MixingDesk> made;
  std::map<Seat, sound::Sender> senders;
  Time now{std::chrono::seconds(1000)};
  std::uint32_t timestamp = 0xFFFF'F000;
  std::function<bool(Seat, sound::Packet&)> path = [](Seat, sound::Packet&) { return true; };

  static constexpr Directions both{.gives = true, .gets = true}, listens{.gives = false, .gets = true};
  static inline const double sent = 20 * std::log10(8000.0 / 32768);  // dB, of a tone of amplitude 8000

  MixingDesk& desk() {  // made when first used, from the settings
    if (!made) made = std::make_unique<MixingDesk>(settings, room);
    return *made;
  }
  void join(Seat seat, sound::Voice voice) {
    desk().add(seat, both, nullptr);
    senders.emplace(seat, voice);
  }
  void three() {
    join(1, {.hertz = 400});
    join(2, {.hertz = 600});
    join(3, {.hertz = 900});
    desk().set_scene(sound::scene_of({1, 2, 3}));
  }
  void run(int ticks) {
    for (int i = 0; i < ticks; ++i, ++tick) {
      for (auto& [seat, sender] : senders) {
        if (tick % (sender.voice().milliseconds / 20) != 0) continue;
        auto packet = sender.next(now);
        if (path(seat, packet)) desk().push(seat, packet);
      }
      desk().tick(now, timestamp);
      now += tick_length;
      timestamp += tick_samples;
    }
  }
  double hears(Seat seat, double hertz, std::size_t ticks = 50) {
    return sound::level_at(room.ears[seat].last(ticks), hertz);
  }
  double hears_right(Seat seat, double hertz, std::size_t ticks = 50) {
    return sound::level_at(room.ears[seat].last_right(ticks), hertz);
  }
  // The largest step between two samples of what the seat heard from a tick on; a click is one that no tone explains.
  int steepest(Seat seat, std::size_t from_tick) {
    const auto& heard = room.ears[seat].heard();
    int largest = 0;
    for (std::size_t i = from_tick * tick_samples + 1; i < heard.size(); ++i)
      largest = std::max(largest, std::abs(heard[i] - heard[i - 1]));
    return largest;
  }
  static int slope(double hertz, double amplitude = 8000) {  // of a tone, between two samples at most
    return static_cast<int>(amplitude * 2 * std::numbers::pi * hertz / sample_rate);
  }

 private:
  int tick = 0;
};

}  // namespace lethe::audio
