// SPDX-License-Identifier: AGPL-3.0-or-later
// The room's mix, one tick at a time: everybody gets the sum of all others. Owned by the AudioMixer, on its tick
// thread; time is given, so tests need no clock.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "pipelines/audio/audio_mixer.hpp"
#include "pipelines/audio/mix_encoder.hpp"
#include "pipelines/audio/talker.hpp"

namespace lethe::audio {

// All who are silent (or muted, or only listen) get one shared encode of the whole sum. Who is heard gets an encode of
// its own, of the sum minus its very samples, from its first audible tick until `keep_own` after its last: speech has
// pauses, and a seat that changed encoders at each of them would cost every listener of the shared one an independent
// frame. Seats that the scene does not name neither give nor get.
class MixingDesk {
 public:
  static constexpr std::chrono::seconds keep_own{2};

  MixingDesk(int kilobits, Output& output) : kilobits_(kilobits), output_(output) {}

  void add(Seat seat, AudioMixer::Directions directions, std::shared_ptr<media::LipSync> sync);
  void remove(Seat seat);
  void set_scene(const wire::Scene& scene);
  void push(Seat seat, const media::AudioPacket& packet);
  void tick(Time at, std::uint32_t rtp_timestamp);
  const Counters& counters() const { return counters_; }

 private:
  struct Place {
    AudioMixer::Directions directions;
    std::unique_ptr<Talker> talker;
    std::unique_ptr<MixEncoder> own;
    const Samples* voice = nullptr;  // in this tick
    Time last_voice{};
    bool present = false, heard = false;  // by the scene
    bool shares = false;                  // got the shared encode in the tick before
    bool reported = false;                // was in the levels told last
  };
  void apply_scene(Seat seat, Place& place);
  void mix_own(Seat seat, Place& place, Time at, std::uint32_t rtp_timestamp);
  void mix_shared(Time at, std::uint32_t rtp_timestamp);
  void send(std::span<const Seat> to, MixEncoder& encoder, const Sum& sum, bool independent, Time at,
            std::uint32_t rtp_timestamp);
  void settle_encoder(Place& place, Time at);
  std::unique_ptr<MixEncoder> spare_encoder();
  void tell_levels();

  const int kilobits_;
  Output& output_;
  Counters counters_;
  std::map<Seat, Place> places_;
  wire::Scene scene_;
  Sum sum_{}, sum_before_{};
  std::unique_ptr<MixEncoder> shared_;
  Limiter shared_limiter_;   // continues here when the shared encode pauses for lack of listeners
  bool shared_ran_ = false;  // in the tick before
  std::vector<std::unique_ptr<MixEncoder>> spare_;
  std::vector<Seat> listeners_;
  wire::Levels levels_;
  int ticks_to_levels_ = 5;
};

}  // namespace lethe::audio
