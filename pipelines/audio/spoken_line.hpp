// SPDX-License-Identifier: AGPL-3.0-or-later
// A line of the chat that a voice process says: its samples, read from a socket tick by tick. Owned by the MixingDesk,
// on its tick thread.
#pragma once

#include <optional>

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

class SpokenLine {
 public:
  // Its caption stays for as long as it takes to read one, and no voice goes on for ever.
  static constexpr std::chrono::seconds shown_at_least{3}, said_at_most{60};

  // `sound` as wire::Say has it; null: it is silent.
  SpokenLine(std::uint64_t number, wire::SharedDescriptor sound) : number_(number), sound_(std::move(sound)) {}

  std::uint64_t number() const { return number_; }
  // The next 20 ms; null: nothing has come, or nothing more will. Good until the next call.
  const Sound* pull();
  bool over(Time at);  // to be asked each tick: the first one is its beginning

 private:
  std::uint64_t number_;
  wire::SharedDescriptor sound_;  // null: it has ended
  std::size_t filled_ = 0;        // bytes of the tick that is being read
  Sound tick_;
  std::optional<Time> began_;
};

}  // namespace lethe::audio
