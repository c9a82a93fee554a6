// SPDX-License-Identifier: AGPL-3.0-or-later
// One stream's libopus decoder, 48 kHz. Owned by the stream's Talker, on the tick thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

struct OpusDecoder;  // libopus

namespace lethe::audio {

using Payload = std::span<const std::uint8_t>;

// Duration in samples of a well-formed packet (RFC 6716, section 3.4), 120 to 5760; empty if malformed.
std::optional<int> packet_duration(Payload payload);
// True if the packet carries a low-rate copy of the previous one (LBRR, RFC 6716, section 4.2.4).
bool carries_copy(Payload payload);

class Decoder {
 public:
  explicit Decoder(int channels);  // throws std::bad_alloc
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  int channels() const { return channels_; }

  // Fills `out`, interleaved, which has the packet's duration. False if libopus rejects the packet.
  bool decode(Payload payload, std::span<std::int16_t> out);
  // Fill `out` (a multiple of 120 samples per channel) for a missing packet: from the copy in the following one, or by
  // extrapolation, which fades out within some frames.
  bool recover(Payload following, std::span<std::int16_t> out);
  void conceal(std::span<std::int16_t> out);
  void reset();

 private:
  int samples(std::span<std::int16_t> out) const { return static_cast<int>(out.size()) / channels_; }

  const int channels_;
  ::OpusDecoder* state_;
};

}  // namespace lethe::audio
