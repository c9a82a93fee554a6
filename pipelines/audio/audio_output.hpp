// SPDX-License-Identifier: AGPL-3.0-or-later
// The ports of the mixer: what a seat gives and gets, and what is done with the mixes.
#pragma once

#include <span>

#include "pipelines/base/frame.hpp"

namespace lethe::audio {

using media::Seat;

// What a seat does in the mix.
struct Directions {
  bool gives = false, gets = false;
};

// What the mixer tells; called on the tick thread, must not block.
class Output {
 public:
  virtual ~Output() = default;
  virtual void on_mixed(std::span<const Seat> to, const media::OpusFrame& frame) = 0;
  // The other ticks: of a pause, and those before the last of a longer frame.
  virtual void on_quiet(std::span<const Seat> /*to*/, media::Time /*tick*/) {}
  // Ten times a second while somebody is audible: those who are, and once, with level 127, who has ceased to be.
  virtual void on_levels(const wire::Levels& levels) = 0;
  virtual void on_said(std::uint64_t /*number*/) {}  // see wire::Say
};

}  // namespace lethe::audio
