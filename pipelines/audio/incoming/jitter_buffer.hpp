// SPDX-License-Identifier: AGPL-3.0-or-later
// Orders one stream's packets and says step by step what to play: a packet, the concealment of a lost one, or nothing
// yet. Pure: no clock, no codec. Owned by the stream's Talker, on the tick thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "pipelines/audio/incoming/delay_target.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::audio {

// Times are samples at 48 kHz of our clock; media positions are unwrapped RTP timestamps. A media position is due at
// position + delay, where the delay is the fastest transit + the target + an extra for lip sync. A longer delay applies
// at once (Hold). A shorter one is only reported (Play.excess), because only the caller knows what can be left out
// unnoticed.
class JitterBuffer {
 public:
  JitterBuffer() = default;
  JitterBuffer(const JitterBuffer&) = delete;
  JitterBuffer& operator=(const JitterBuffer&) = delete;

  static constexpr std::int64_t slots = 64;                  // packets held at most
  static constexpr std::int64_t span_most = 48'000 * 2 / 5;  // 400 ms of media held at most

  enum class Verdict { Taken, Duplicate, Late, Restarted /* taken; all that was before is forgotten */ };
  // `samples`: duration of the packet.
  Verdict push(const media::AudioPacket& packet, std::int64_t at, int samples);  // copies

  enum class Kind {
    Play,  // `packet`
    Lost,  // conceal `samples`; `following` is the next packet, if it is already there
    Hold   // nothing is due: starved, a pause of the sender (DTX), or a growing delay
  };
  struct Step {
    Kind kind = Kind::Hold;
    const media::AudioPacket* packet = nullptr;  // valid until the next call of push() or next()
    const media::AudioPacket* following = nullptr;
    int samples = 0;
    std::int64_t excess = 0;  // how much later than due this plays while more is available
  };
  Step next(std::int64_t at);  // what to play from `at` on

  void set_extra(std::int64_t extra) { extra_ = extra; }
  bool louder_ahead(int level) const;  // a held packet is at least that loud (-dBov) by its header, or gives no level
  void reset();                        // forgets the stream; keeps the memory
  std::int64_t target() const { return delay_.target(); }
  std::uint64_t skipped() const { return skipped_; }  // total of packets dropped because too many were held

 private:
  struct Slot {
    media::AudioPacket packet;  // its payload is the one below
    media::Bytes payload;       // keeps its capacity: nothing is allocated once warm
    std::int64_t media = 0;
    int samples = 0;
    bool full = false;
  };
  Slot& slot(std::int64_t sequence) { return slots_[static_cast<std::size_t>(sequence & (slots - 1))]; }
  const Slot* first() const;  // the earliest held packet
  bool restarts(const media::AudioPacket& packet, std::int64_t at) const;
  void restart();
  void drop_surplus();
  Step lose(const Slot& head);

  std::array<Slot, slots> slots_;
  std::array<std::int64_t, 2 * slots> seen_{};  // sequence + 1 of the last packet, by its low bits: detects duplicates
  DelayTarget delay_;
  std::int64_t extra_ = 0;
  bool any_ = false, started_ = false, playing_ = false;
  std::int64_t next_sequence_ = 0, newest_ = 0, position_ = 0;
  std::int64_t last_media_ = 0;
  std::uint32_t last_timestamp_ = 0;
  int held_ = 0, last_samples_ = 960;
  std::uint64_t skipped_ = 0;
};

}  // namespace lethe::audio
