// SPDX-License-Identifier: AGPL-3.0-or-later
// The ports of the mixer: what a seat gives and gets, and where the mixes go.
#pragma once

#include <span>

#include "pipelines/base/frame.hpp"

namespace lethe::audio {

using media::Seat;

// The directions of a seat in the mix.
struct Directions {
  bool gives = false, gets = false;
};

// Notifications of the mixer; called on the tick thread, must not block.
class Output {
 public:
  virtual ~Output() = default;
  virtual void on_mixed(std::span<const Seat> to, const media::OpusFrame& frame) = 0;
  // Ticks without a packet: in a pause, and before the last tick of a longer frame.
  virtual void on_quiet(std::span<const Seat> /*to*/, media::Time /*tick*/) {}
  // Ten times a second while anybody is audible: the audible seats and, once with level 127, those that just became
  // silent.
  virtual void on_levels(const wire::Levels& levels) = 0;
  virtual void on_said(std::uint64_t /*number*/) {}  // see wire::Say
};

}  // namespace lethe::audio
