// SPDX-License-Identifier: AGPL-3.0-or-later
// Jitter buffers, Opus decoding, mix-minus and encoding, on a 20 ms tick of its own thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipelines/audio/counters.hpp"
#include "pipelines/frame.hpp"

namespace lethe::audio {

using media::Seat;

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

// A seat that the scene does not name neither gives nor gets.
class AudioMixer {
 public:
  AudioMixer(const wire::Configure& settings, Output& output);
  ~AudioMixer();  // joins the thread; no call to Output after that

  // ── any thread; none waits for a tick ──
  struct Directions {
    bool gives = false, gets = false;
  };
  void add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync);  // replaces what it was
  void remove(Seat seat);
  void push(Seat seat, const media::AudioPacket& packet);    // copies
  void set_scene(std::shared_ptr<const wire::Scene> scene);  // parts: who is heard
  void say(const wire::Say& line);                           // instead of what is being said
  void hush();
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::audio
