// SPDX-License-Identifier: AGPL-3.0-or-later
// One outgoing mix: gathers ticks to frames and encodes them. Owned by the MixOutputs, on the tick thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "pipelines/audio/dtx.hpp"
#include "pipelines/audio/incoming/format.hpp"
#include "pipelines/audio/profile.hpp"
#include "pipelines/base/frame.hpp"

struct OpusEncoder;  // libopus

namespace lethe::audio {

struct Tick {
  std::uint64_t number = 0;  // since the mixer began; missed ones do not count
  Time at{};                 // nominal
  std::uint32_t rtp_timestamp = 0;
};

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
// is plain CELT with 2.5 instead of 6.5 ms of look-ahead. Lines of less than 32 kbit/s get 6 to 10 kbit/s of sound, of
// which CELT makes noise: there it is VOIP, which is SILK.
class MixEncoder {
 public:
  explicit MixEncoder(int channels);  // throws std::bad_alloc
  ~MixEncoder();
  MixEncoder(const MixEncoder&) = delete;
  MixEncoder& operator=(const MixEncoder&) = delete;

  int channels() const { return channels_; }

  // Continues where another encoder stopped: `before` is what its listeners got in the last tick. Because the next
  // frame is coded independently, the change of encoders does not click: the overlap with the last frame fits, and
  // nothing is predicted from a state that the listener's decoder does not have. The profile has channels() channels.
  void begin(const Profile& profile, const Sound& before);
  void follow(const MixEncoder& other);  // the same with the state of one of the same profile, even inside a frame
  // A listener of another encoder joins: code the next frame independently.
  void admit() { independent_ = true; }

  // One tick of the mix. Returns a packet, valid until the next call, when a frame is full and is to be sent.
  std::optional<media::OpusFrame> encode(const Sound& sound, const Tick& tick);

 private:
  static constexpr int payload_max = 8000;  // bytes; 120 ms at 512 kbit/s are 7680

  void start(const Profile& profile, std::span<const std::int16_t> before);
  void append(const Sound& sound);
  std::span<const std::uint8_t> compress();
  std::span<const std::uint8_t> pause();

  const int channels_;
  ::OpusEncoder* state_;
  Profile profile_;
  Dtx dtx_;
  bool independent_ = false;
  std::vector<std::int16_t> frame_;   // the current frame, interleaved
  std::vector<std::int16_t> before_;  // the last tick of the previous frame
  Tick first_;                        // of the frame
  std::array<std::uint8_t, payload_max> payload_;
  std::uint8_t toc_ = 0xF8;  // of the last packet: CELT, full band, 20 ms
};

}  // namespace lethe::audio
