// SPDX-License-Identifier: AGPL-3.0-or-later
// Text into speech, by espeak-ng. One in a process and for as long as that lives, because the library has one state;
// one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "pipelines/voice/resampler.hpp"

namespace lethe::voice {

class Synthesiser {
 public:
  static constexpr int sample_rate = 48'000;  // of what it says: one channel, 16 bits

  // The voice of a language (ISO 639-1), or the English one where there is none. It says a word to nobody, so that
  // every file is read here. Throws std::runtime_error.
  explicit Synthesiser(const std::string& language);

  // Called with what was said, some tens of milliseconds at a time. False: nobody listens any more.
  using Sink = std::function<bool(std::span<const std::int16_t>)>;
  // `text` is UTF-8, and only that: markup and phonemes in it are read out. Returns when all is said, or nobody
  // listens.
  void say(const std::string& text, const Sink& sink);

 private:
  Resampler resampler_;
};

}  // namespace lethe::voice
