// SPDX-License-Identifier: AGPL-3.0-or-later
// One mix on its way out: limiter and Opus encoder. Owned by the MixingDesk, on the tick thread.
#pragma once

#include "pipelines/audio/format.hpp"
#include "pipelines/audio/limiter.hpp"

struct OpusEncoder;  // libopus

namespace lethe::audio {

// Settings, chosen by measurement (synthetic speech, one and three voices, 32 kbit/s, libopus 1.3.1; spectral distance
// to the original without and with 10 % loss): application AUDIO, complexity 4, no in-band FEC. That is CELT:
// 31 us a frame, 3.6 and 4.4 dB for three voices. In-band FEC exists in SILK only and forces it: 75 us and 4.7 / 4.9 dB
// at complexity 1, 183 us and 4.5 / 4.8 dB at complexity 4: several times the cost for a worse picture of a mix, even
// under loss, since CELT's frames depend less on each other. Told the expected loss, it makes them depend still less.
class MixEncoder {
 public:
  explicit MixEncoder(int kilobits);  // per second; throws std::bad_alloc
  ~MixEncoder();
  MixEncoder(const MixEncoder&) = delete;
  MixEncoder& operator=(const MixEncoder&) = delete;

  // Makes this encoder go on where another left off: `before` is what its listeners got in the tick before. With the
  // next frame coded independently (see encode) the change of encoders makes no click, as the overlap with the frame
  // before fits and nothing is predicted from a state that the listener's decoder does not have.
  void prime(const Sum& before, const Limiter& limiter);
  const Limiter& limiter() const { return limiter_; }

  // `independent`: some listener comes from another encoder.
  media::Bytes encode(const Sum& sum, bool independent);

 private:
  ::OpusEncoder* state_;
  Limiter limiter_;
};

}  // namespace lethe::audio
