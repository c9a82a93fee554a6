// SPDX-License-Identifier: AGPL-3.0-or-later
// Discontinuous transmission of a silent mix (RFC 7587, 3.1.3): when to encode and when to send nothing. Pure.
#pragma once

namespace lethe::audio {

// After 200 ms of silence, sent like any sound, one packet without content tells the receiver's decoder that the
// silence continues. It is repeated every 400 ms, in case it was lost and for newcomers; these are libopus's own times.
// Browsers fill the time with comfort noise as quiet as what came before. libopus cannot decide this: its low-delay
// mode judges by loudness and would cut faint sound, while a mix is silent exactly when it is zero.
class Dtx {
 public:
  static constexpr int ticks_before = 10, ticks_between = 20;

  enum class Send { Sound, Pause /* a packet without content */, Nothing };
  Send next(bool silent, int ticks) {  // of the frame
    if (!silent) {
      silent_for_ = 0;
      return Send::Sound;
    }
    if (silent_for_ < ticks_before) {
      silent_for_ += ticks;
      until_pause_ = 0;
      return Send::Sound;
    }
    if (until_pause_ > 0) {
      until_pause_ -= ticks;
      if (until_pause_ > 0) return Send::Nothing;
    }
    until_pause_ = ticks_between;
    return Send::Pause;
  }
  bool pausing() const { return silent_for_ >= ticks_before; }  // the next sound starts a talkspurt

 private:
  int silent_for_ = 0, until_pause_ = 0;  // ticks
};

}  // namespace lethe::audio
