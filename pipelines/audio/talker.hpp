// SPDX-License-Identifier: AGPL-3.0-or-later
// One participant's voice, from packets to 20 ms of samples a tick. Owned by the MixingDesk, on the tick thread; time
// is given, so tests need no clock.
#pragma once

#include <array>
#include <memory>
#include <span>

#include "pipelines/audio/counters.hpp"
#include "pipelines/audio/format.hpp"
#include "pipelines/audio/jitter_buffer.hpp"
#include "pipelines/audio/level.hpp"
#include "pipelines/audio/lip_sync.hpp"
#include "pipelines/audio/opus_decoder.hpp"

namespace lethe::audio {

// While the sender's level header (RFC 6464) says silence and nothing louder is held, packets are kept but not decoded;
// before sound comes back the decoder runs over the last of them, so that it starts from the state it would have had.
class Talker {
 public:
  Talker(std::shared_ptr<media::LipSync> sync, Counters& counters);

  void push(const media::AudioPacket& packet);  // malformed packets are counted and dropped
  const Samples* pull(Time at);  // what leaves at this tick, valid until the next call; nothing while it is silent
  int take_level();              // the loudest, in -dBov, since the last call; 127 if it was not heard
  void reset();                  // forgets all that was received

 private:
  void fill(std::int64_t at);
  void play(const JitterBuffer::Step& step, std::int64_t at);
  void lose(const JitterBuffer::Step& step, std::int64_t at);
  void hold(std::int64_t at);
  void skip(const media::AudioPacket& packet, int samples);
  void warm_up();
  bool leave_out(const JitterBuffer::Step& step, int level, std::int64_t at);
  void publish(const media::AudioPacket& packet, std::int64_t at);
  std::span<std::int16_t> room(int samples);
  void append(std::span<std::int16_t> samples);  // those that room() gave

  static constexpr std::size_t splice = 240;  // 5 ms: cross-fade over a packet that was left out

  std::shared_ptr<media::LipSync> sync_;
  Counters& counters_;
  JitterBuffer buffer_;
  Decoder decoder_;
  SilenceGate gate_;
  LipSyncWait wait_;
  std::array<std::int16_t, tick_samples + packet_samples_max> ready_{};  // decoded, not yet taken
  int held_ = 0;                                                         // in ready_
  Samples out_{};
  std::array<std::int16_t, splice> left_out_{};  // the beginning of the packet left out last
  bool splicing_ = false;
  std::int64_t last_left_out_ = 0;
  std::array<media::Bytes, 5> undecoded_;  // the last packets that were skipped, oldest at undecoded_count_ % 5
  std::size_t undecoded_count_ = 0;
  int concealed_ = 0;  // samples without a packet until now
  int level_ = level_silent, loudest_ = level_silent;
  std::uint64_t skipped_ = 0;
  bool pausing_ = false;    // the last packet was the sender's DTX
  bool published_ = false;  // an offset for lip sync, in this tick
};

}  // namespace lethe::audio
