// SPDX-License-Identifier: AGPL-3.0-or-later
// The audio mixer as the media process runs it: its own thread, packets pushed from others, in real time.
#include "pipelines/audio/audio_mixer.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "mcu/base/mutex.hpp"
#include "tests/unit/audio/sound.hpp"

namespace lethe::audio {
namespace {

using namespace std::chrono_literals;

class SafeRoom final : public Output {
 public:
  void on_mixed(std::span<const Seat> to, const media::OpusFrame& frame) override {
    const MutexLock lock(mutex_);
    for (const Seat seat : to) ears_[seat].hear(frame);
    changed_.notify_all();
  }
  void on_levels(const wire::Levels&) override { ++levels; }

  // Waits until the seat has heard that many ticks; false after 20 s.
  bool wait(Seat seat, std::size_t ticks) {
    MutexLock lock(mutex_);
    return changed_.wait_for(lock, 20s,
                             [&]() REQUIRES(mutex_) { return ears_[seat].heard().size() >= ticks * tick_samples; });
  }
  sound::Ear& ear(Seat seat) {  // when nobody mixes any more
    const MutexLock lock(mutex_);
    return ears_[seat];
  }

  std::atomic<int> levels{0};

 private:
  Mutex mutex_;
  std::condition_variable changed_;
  std::map<Seat, sound::Ear> ears_ GUARDED_BY(mutex_);
};

// Sends a tone every 20 ms from a thread of its own.
class Source {
 public:
  Source(AudioMixer& mixer, Seat seat, double hertz)
      : thread_([this, &mixer, seat, hertz] {
          sound::Sender sender({.hertz = hertz});
          for (Time next = media::Clock::now(); !stop_; next += tick_length) {
            std::this_thread::sleep_until(next);
            mixer.push(seat, sender.next(media::Clock::now()));
          }
        }) {}
  ~Source() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST(AudioMixerTest, ThreeSourcesHearEachOtherAndNotThemselvesInRealTime) {
  SafeRoom room;
  wire::Configure settings;
  {
    AudioMixer mixer(settings, room);
    for (const Seat seat : {1U, 2U, 3U})
      mixer.add(seat, {.gives = true, .gets = true}, std::make_shared<media::LipSync>());
    mixer.add(4, {.gives = false, .gets = true}, nullptr);
    mixer.set_scene(std::make_shared<wire::Scene>(sound::scene_of({1, 2, 3, 4})));
    const Source a(mixer, 1, 400), b(mixer, 2, 600), c(mixer, 3, 900);
    for (const Seat seat : {1U, 2U, 3U, 4U}) ASSERT_TRUE(room.wait(seat, 150)) << seat;
    EXPECT_GT(mixer.counters().decoded, 300U);
    EXPECT_EQ(mixer.counters().undecodable, 0U);
  }
  EXPECT_GT(room.levels, 15);
  const double full = 20 * std::log10(8000.0 / 32768);
  const std::map<Seat, double> tones{{1, 400}, {2, 600}, {3, 900}, {4, 0}};
  for (const auto& [listener, own] : tones) {
    auto& ear = room.ear(listener);
    for (std::size_t i = 1; i < ear.timestamps().size(); ++i) {
      const std::uint32_t step = ear.timestamps()[i] - ear.timestamps()[i - 1];
      ASSERT_EQ(step % 960, 0U);  // more than 960 only where the machine was too busy for some ticks
      ASSERT_LT(step, 48'000U);
    }
    for (const auto& [speaker, tone] : tones) {
      if (tone == 0) continue;
      const double level = sound::level_at(ear.last(50), tone);
      if (speaker == listener)
        EXPECT_LT(level, full - 40) << listener;
      else
        EXPECT_NEAR(level, full, 1.5) << listener << " hears " << speaker;
    }
  }
}

TEST(AudioMixerTest, SeatsComeAndGoFromOtherThreadsWhileItMixes) {
  SafeRoom room;
  AudioMixer mixer(wire::Configure{}, room);
  mixer.add(1, {.gives = true, .gets = true}, nullptr);
  mixer.set_scene(std::make_shared<wire::Scene>(sound::scene_of({1, 2, 3})));
  const Source a(mixer, 1, 400), b(mixer, 2, 600);
  std::thread changes([&] {
    for (int i = 0; i < 300; ++i) {
      mixer.add(2, {.gives = true, .gets = i % 2 == 0}, std::make_shared<media::LipSync>());
      mixer.set_scene(std::make_shared<wire::Scene>(sound::scene_of({1, 2}, {static_cast<Seat>(i % 3)})));
      mixer.counters();
      mixer.remove(2);
      std::this_thread::yield();
    }
  });
  EXPECT_TRUE(room.wait(1, 60));
  changes.join();
}

TEST(AudioMixerTest, APacketOfASeatThatIsNotThereIsIgnored) {
  SafeRoom room;
  AudioMixer mixer(wire::Configure{}, room);
  for (int i = 0; i < 1000; ++i) mixer.push(7, {});
  EXPECT_EQ(mixer.counters().undecodable, 0U);
}

}  // namespace
}  // namespace lethe::audio
