// SPDX-License-Identifier: AGPL-3.0-or-later
// Jitter buffers, Opus decoding, mix-minus and encoding, on a 20 ms tick of its own thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipelines/audio/audio_output.hpp"
#include "pipelines/audio/incoming/counters.hpp"

namespace lethe::audio {

// A seat that is not in the scene neither gives nor gets.
class AudioMixer {
 public:
  AudioMixer(const wire::Configure& settings, Output& output);
  ~AudioMixer();  // joins the thread; no call to Output after that

  // ── any thread; none waits for a tick ──
  void add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync);  // replaces its state
  void remove(Seat seat);
  void push(Seat seat, const media::AudioPacket& packet);    // copies
  void set_scene(std::shared_ptr<const wire::Scene> scene);  // whose parts say who is heard
  void say(const wire::Say& line);                           // replaces the current line
  void hush();
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::audio
