// SPDX-License-Identifier: AGPL-3.0-or-later
// One participant's voice, from packets to 20 ms of sound per tick. Owned by the MixingDesk, on the tick thread. Time
// is given, so tests need no clock.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "pipelines/audio/incoming/counters.hpp"
#include "pipelines/audio/incoming/fade.hpp"
#include "pipelines/audio/incoming/format.hpp"
#include "pipelines/audio/incoming/jitter_buffer.hpp"
#include "pipelines/audio/incoming/level.hpp"
#include "pipelines/audio/incoming/lip_sync.hpp"
#include "pipelines/audio/incoming/loudest.hpp"
#include "pipelines/audio/incoming/opus_decoder.hpp"

namespace lethe::audio {

// Packets are not decoded while the sender's level header (RFC 6464) says silence and nothing louder is held, nor while
// the stream is not chosen for the mix; then the header gives the loudness. The last packets are kept: before sound
// returns, the decoder runs over them, so that it starts in the right state. A sender without levels is always decoded,
// since there is no other way to know.
class Talker {
 public:
  Talker(std::shared_ptr<media::LipSync> sync, Counters& counters);

  void push(const media::AudioPacket& packet);  // malformed packets are counted and dropped
  // The sound of this tick, valid until the next call; null while silent or not chosen. A change of being chosen amid
  // sound is faded over a tick.
  const Sound* pull(Time at, bool chosen);
  bool audible(Time at) const;  // sounds, or is about to by its packets
  float loudness() const { return loudness_.value(); }
  int take_level();                 // the loudest since the last call, in -dBov; 127 if not audible
  void set_channels(int channels);  // 2: stereo is kept; continues without a break
  void reset();                     // forgets everything received

 private:
  void fill(std::int64_t at);
  void play(const JitterBuffer::Step& step, std::int64_t at);
  void lose(const JitterBuffer::Step& step, std::int64_t at);
  void hold(std::int64_t at);
  bool wanted(const media::AudioPacket& packet, std::int64_t at) const;
  void skip(int level, int samples, std::int64_t at);
  void decode(const media::AudioPacket& packet, std::span<std::int16_t> samples);
  void warm_up();
  void remember(const media::AudioPacket& packet);
  bool leave_out(const JitterBuffer::Step& step, int level, std::int64_t at);
  void publish(const media::AudioPacket& packet, std::int64_t at);
  void note_level(int level, int samples, std::int64_t at);
  bool up_to_date() const { return decoder_ && behind_ == 0; }
  std::span<std::int16_t> room(int samples);
  void append(std::span<std::int16_t> samples);  // the samples from room()
  void hand_out();

  static constexpr std::size_t splice = 240;  // 5 ms: cross-fade over a packet that was left out

  std::shared_ptr<media::LipSync> sync_;
  Counters& counters_;
  JitterBuffer buffer_;
  std::size_t channels_ = 1;
  std::unique_ptr<Decoder> decoder_;  // once something is decoded
  SilenceGate gate_;
  Loudness loudness_;
  Fade fade_{false};
  LipSyncWait wait_;
  std::vector<std::int16_t> ready_;  // decoded, not yet taken; interleaved
  int held_ = 0;                     // in ready_, samples of a channel
  Sound out_;
  std::array<std::int16_t, 2 * splice> left_out_{};  // the start of the packet left out last
  bool splicing_ = false;
  std::int64_t last_left_out_ = 0;
  std::array<media::Bytes, 5> history_;  // payloads of the last packets played, oldest at played_ % 5
  std::size_t played_ = 0, behind_ = 0;  // behind: how many of them the decoder has not seen
  int concealed_ = 0;                    // samples without a packet so far
  int level_ = level_silent, loudest_ = level_silent;
  std::uint64_t skipped_ = 0;
  bool chosen_ = false;     // or fading out: worth decoding
  bool sounding_ = false;   // in the last tick
  bool pausing_ = false;    // the last packet was the sender's DTX
  bool published_ = false;  // an offset for lip sync, in this tick
};

}  // namespace lethe::audio
