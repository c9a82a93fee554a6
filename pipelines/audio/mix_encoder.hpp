// SPDX-License-Identifier: AGPL-3.0-or-later
// One mix on its way out: limiter and Opus encoder. Owned by the MixingDesk, on the tick thread.
#pragma once

#include "pipelines/audio/format.hpp"
#include "pipelines/audio/limiter.hpp"

struct OpusEncoder;  // libopus

namespace lethe::audio {

// Settings, chosen by measurement (libopus 1.3.1, 32 kbit/s, AVX-512 machine; synthetic speech of one and of three
// voices; log spectral distance to the original without and with 10 % random loss; pure tones):
//                                 us a frame   three voices   with loss   coding noise at a missing tone
//   AUDIO, complexity 4               31          3.63 dB      4.40 dB       -37 dB
//   RESTRICTED_LOWDELAY, 4            31          3.75         4.58          -34
//   RESTRICTED_LOWDELAY, 8            57-68       3.75         4.51          -48   one voice 3.98, the best of CELT
//   AUDIO, 8 to 10                    247         3.75         4.85          -49   (chooses SILK for speech)
//   VOIP with in-band FEC, 1          75          4.67         4.94          -41
//   VOIP with in-band FEC, 10         364         4.41         4.62          -47
// In-band FEC exists in SILK only and forces it: dearer, and worse for a mix even under loss, as CELT's frames depend
// little on each other. From complexity 7 on the encoder knows tones when it meets them and spends the bits to keep
// them clean: without that, coding noise alone puts something at a talker's own pitch that it did not send. Low delay
// is plain CELT with 2.5 instead of 6.5 ms of look-ahead.
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
  std::span<const std::uint8_t> encode(const Sum& sum, bool independent);  // valid until the next call

 private:
  static constexpr int payload_max = 1000;  // bytes; 20 ms at 256 kbit/s are 640

  ::OpusEncoder* state_;
  Limiter limiter_;
  std::array<std::uint8_t, payload_max> payload_;
};

}  // namespace lethe::audio
