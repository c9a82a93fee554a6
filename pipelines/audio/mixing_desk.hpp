// SPDX-License-Identifier: AGPL-3.0-or-later
// The room's mix, one tick at a time: everybody gets the sum of all others. Owned by the AudioMixer, on its tick
// thread. Time is given, so tests need no clock.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "mcu/base/thread_check.hpp"
#include "pipelines/audio/audio_output.hpp"
#include "pipelines/audio/incoming/counters.hpp"
#include "pipelines/audio/incoming/loudest.hpp"
#include "pipelines/audio/incoming/talker.hpp"
#include "pipelines/audio/mix_outputs.hpp"
#include "pipelines/audio/spoken_line.hpp"

namespace lethe::audio {

// Decodes and mixes the loudest, at most `talkers_max`; of all others only packet headers are read. Mixes are stereo
// from the first audible tick of a stereo source until `keep_stereo` after its last. Seats that are not in the scene
// neither give nor get.
class MixingDesk {
 public:
  static constexpr std::chrono::seconds keep_stereo{2};

  MixingDesk(const wire::Configure& settings, Output& output)
      : settings_(settings), output_(output), outputs_(output, counters_) {}

  void add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync);
  void remove(Seat seat);
  void set_scene(const wire::Scene& scene);
  void push(Seat seat, const media::AudioPacket& packet);
  void say(std::uint64_t number, wire::SharedDescriptor sound) { line_.emplace(number, std::move(sound)); }
  void hush() { line_.reset(); }
  void tick(Time at, std::uint32_t rtp_timestamp);
  const Counters& counters() const { return counters_; }

 private:
  struct Place {
    Directions directions;
    std::unique_ptr<Talker> talker;
    Candidate candidate;
    const Sound* voice = nullptr;  // in this tick
    Listener listener;
    Profile plain, stereo;  // these four from the scene
    bool present = false, heard = false;
    bool reported = false;  // was in the last report
  };
  void apply_part(Place& place, const wire::Part* part);
  void choose(Time at);
  void mix(Time at);
  void mix_line(Time at);
  void tell_levels();

  [[no_unique_address]] ThreadOwned thread_;
  const wire::Configure settings_;
  Output& output_;
  Counters counters_;
  std::map<Seat, Place> places_;
  wire::Scene scene_;
  std::vector<Candidate*> candidates_;
  Total total_;
  std::optional<SpokenLine> line_;
  Time last_stereo_{};
  bool stereo_ = false;
  std::uint64_t tick_number_ = 0;
  MixOutputs outputs_;
  wire::Levels levels_;
  int ticks_to_levels_ = 5;
};

}  // namespace lethe::audio
