// SPDX-License-Identifier: AGPL-3.0-or-later
// Text to speech by espeak-ng. One per process, for its whole life, because the library has one state; one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "pipelines/voice/resampler.hpp"

namespace lethe::voice {

class Synthesiser {
 public:
  static constexpr int sample_rate = 48'000;  // of the speech: one channel, 16 bits

  // The voice of a language (ISO 639-1), or the English one if there is none. Speaks a word into the void, so that
  // every file is read now. Throws std::runtime_error.
  explicit Synthesiser(const std::string& language);

  // Called with some tens of milliseconds of speech at a time. False: nobody listens any more.
  using Sink = std::function<bool(std::span<const std::int16_t>)>;
  // `text` is UTF-8 and nothing else: markup and phonemes in it are read out. Returns when everything is spoken, or
  // nobody listens.
  void say(const std::string& text, const Sink& sink);

 private:
  Resampler resampler_;
};

}  // namespace lethe::voice
