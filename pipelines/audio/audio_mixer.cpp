// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/audio_mixer.hpp"

#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "mcu/base/check.hpp"
#include "mcu/base/mutex.hpp"
#include "pipelines/audio/audio_tick_clock.hpp"
#include "pipelines/audio/inbox.hpp"
#include "pipelines/audio/mixing_desk.hpp"

namespace lethe::audio {

namespace {

std::uint32_t random_timestamp() {
  std::uint32_t value = 0;
  CHECK(getentropy(&value, sizeof value) == 0);
  return value;
}

}  // namespace

// Other threads leave packets and changes here; the tick thread takes them in one short critical section.
struct AudioMixer::Impl {
  using Change = std::function<void(MixingDesk&)>;

  Impl(const wire::Configure& settings, Output& output)
      : desk(settings, output), clock(media::Clock::now() + tick_length, random_timestamp()) {}

  void run() {
    while (!stopping) {
      std::this_thread::sleep_until(clock.next());
      while (const auto tick = clock.due(media::Clock::now())) {
        take();
        for (const Change& change : taken_changes) change(desk);
        taken_changes.clear();
        taken_packets.drain([&](Seat seat, const media::AudioPacket& packet) { desk.push(seat, packet); });
        desk.tick(tick->at, tick->rtp_timestamp);
      }
    }
  }

  void take() {
    const MutexLock lock(mutex);
    std::swap(changes, taken_changes);
    std::swap(packets, taken_packets);
    counters = desk.counters();
    counters.late += overflown;
    counters.late_ticks = clock.late_ticks();
  }

  Mutex mutex;
  std::vector<Change> changes GUARDED_BY(mutex);
  std::unordered_set<Seat> givers GUARDED_BY(mutex);
  Inbox packets GUARDED_BY(mutex);
  std::uint64_t overflown GUARDED_BY(mutex) = 0;
  Counters counters GUARDED_BY(mutex);

  MixingDesk desk;  // this and the next three: tick thread
  TickClock clock;
  std::vector<Change> taken_changes;
  Inbox taken_packets;

  std::atomic<bool> stopping{false};
  std::thread thread;
};

AudioMixer::AudioMixer(const wire::Configure& settings, Output& output)
    : impl_(std::make_unique<Impl>(settings, output)) {
  impl_->thread = std::thread([this] { impl_->run(); });
}

AudioMixer::~AudioMixer() {
  impl_->stopping = true;
  impl_->thread.join();
}

void AudioMixer::add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync) {
  const MutexLock lock(impl_->mutex);
  impl_->givers.erase(seat);
  if (directions.gives) impl_->givers.insert(seat);
  impl_->changes.push_back(
      [seat, directions, sync = std::move(sync)](MixingDesk& desk) { desk.add(seat, directions, sync); });
}

void AudioMixer::remove(Seat seat) {
  const MutexLock lock(impl_->mutex);
  impl_->givers.erase(seat);
  impl_->changes.push_back([=](MixingDesk& desk) { desk.remove(seat); });
}

void AudioMixer::push(Seat seat, const media::AudioPacket& packet) {
  const MutexLock lock(impl_->mutex);
  if (impl_->givers.contains(seat) && !impl_->packets.add(seat, packet)) ++impl_->overflown;
}

void AudioMixer::set_scene(std::shared_ptr<const wire::Scene> scene) {
  const MutexLock lock(impl_->mutex);
  impl_->changes.push_back([scene = std::move(scene)](MixingDesk& desk) { desk.set_scene(*scene); });
}

void AudioMixer::say(const wire::Say& line) {
  const MutexLock lock(impl_->mutex);
  impl_->changes.push_back([number = line.number, sound = line.sound](MixingDesk& desk) { desk.say(number, sound); });
}

void AudioMixer::hush() {
  const MutexLock lock(impl_->mutex);
  impl_->changes.push_back([](MixingDesk& desk) { desk.hush(); });
}

Counters AudioMixer::counters() const {
  const MutexLock lock(impl_->mutex);
  return impl_->counters;
}

}  // namespace lethe::audio
