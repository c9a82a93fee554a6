// SPDX-License-Identifier: AGPL-3.0-or-later
// A chat line spoken by a voice process: its samples, read from a socket tick by tick. Owned by the MixingDesk, on its
// tick thread.
#pragma once

#include <optional>

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

class SpokenLine {
 public:
  // The shortest time for its caption to be read, and the longest time for its voice.
  static constexpr std::chrono::seconds shown_at_least{3}, said_at_most{60};

  // `sound` as in wire::Say; null: silent.
  SpokenLine(std::uint64_t number, wire::SharedDescriptor sound) : number_(number), sound_(std::move(sound)) {}

  std::uint64_t number() const { return number_; }
  // The next 20 ms; null if nothing has arrived, or nothing more will. Valid until the next call.
  const Sound* pull();
  bool over(Time at);  // call each tick; the first call starts the time

 private:
  std::uint64_t number_;
  wire::SharedDescriptor sound_;  // null: it has ended
  std::size_t filled_ = 0;        // bytes of the current tick
  Sound tick_;
  std::optional<Time> began_;
};

}  // namespace lethe::audio
