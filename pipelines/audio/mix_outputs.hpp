// SPDX-License-Identifier: AGPL-3.0-or-later
// Assigns encodes of the room's sound to listeners. Owned by the MixingDesk, on the tick thread.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "pipelines/audio/audio_output.hpp"
#include "pipelines/audio/incoming/counters.hpp"
#include "pipelines/audio/limiter.hpp"
#include "pipelines/audio/mix_encoder.hpp"

namespace lethe::audio {

// An encode for one listener: the total minus its own voice.
struct OwnMix {
  explicit OwnMix(int channels) : encoder(channels) {}
  Limiter limiter;
  Sound sound;  // of the last tick
  MixEncoder encoder;
};

// The state of one listener; kept by the desk while the seat is there.
struct Listener {
  bool started = false;
  Profile profile;
  std::unique_ptr<OwnMix> own;
  Time last_voice{};
  bool shares = false;  // in the last tick
};

// Everybody who is silent (or muted, not among the loudest, or only listening) shares one encode of the total per
// profile. A heard participant gets an encode of its own, of the total minus its own samples, from its first audible
// tick until `keep_own` after its last: speech has pauses, and changing encoders at each of them would cost every
// listener of the shared encode an independent frame. After that it is kept only while the seat is among the loudest,
// so that there are no more encodes than places.
class MixOutputs {
 public:
  static constexpr std::chrono::seconds keep_own{2};

  MixOutputs(Output& output, Counters& counters) : output_(output), counters_(counters) {}

  // In each tick: the total, then every listener, then the end.
  void begin(const Tick& tick, const Total& total);
  // `voice`: this seat's share of the total; `chosen`: it is among the loudest.
  void give(Seat seat, Listener& listener, const Profile& wanted, const Sound* voice, bool chosen);
  void end();

  void release(Listener& listener);  // it no longer listens

 private:
  struct Shared {
    explicit Shared(int channels) : encoder(channels) {}
    MixEncoder encoder;
    std::vector<Seat> listeners;
    bool ran = false;  // in the last tick
  };
  void change_profile(Listener& listener, const Profile& wanted);
  void separate(Listener& listener);
  void give_own(Seat seat, OwnMix& own, const Sound* voice);
  void share(Seat seat, Listener& listener);
  void send(std::span<const Seat> to, const std::optional<media::OpusFrame>& frame);
  std::unique_ptr<OwnMix> take_spare(int channels);
  void put_back(std::unique_ptr<OwnMix> own);

  Output& output_;
  Counters& counters_;
  Tick tick_;
  const Total* total_ = nullptr;  // between begin() and end()
  Total rest_;
  Limiter limiter_, limiter_before_;
  Sound sound_, sound_before_;  // the total, limited
  std::map<Profile, Shared> shared_;
  std::vector<std::unique_ptr<OwnMix>> spare_;
};

}  // namespace lethe::audio
