// SPDX-License-Identifier: AGPL-3.0-or-later
// Jitter buffers, Opus decoding, mix-minus and encoding, on a 20 ms tick of its own thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipelines/frame.hpp"

namespace lethe::audio {

using media::Seat;

// What the mixer tells; called on the tick thread, must not block.
class Output {
 public:
  virtual ~Output() = default;
  virtual void on_mixed(std::span<const Seat> to, std::shared_ptr<const media::OpusFrame> frame) = 0;
  virtual void on_levels(const wire::Levels& levels) = 0;  // ten times a second while somebody is audible
};

struct Counters {
  std::uint64_t decoded = 0, concealed = 0, recovered = 0 /* by FEC */, late = 0, undecodable = 0, encoded = 0,
                late_ticks = 0;
};

class AudioMixer {
 public:
  AudioMixer(const wire::Configure& settings, Output& output);
  ~AudioMixer();

  // ── any thread; none waits for a tick ──
  struct Directions { bool gives = false, gets = false; };
  void add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync);  // replaces what it was
  void remove(Seat seat);
  void push(Seat seat, media::AudioPacket packet);
  void set_scene(std::shared_ptr<const wire::Scene> scene);  // parts: who is heard
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::audio
