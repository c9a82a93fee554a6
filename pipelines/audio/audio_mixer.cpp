// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/audio_mixer.hpp"

#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "pipelines/audio/mixing_desk.hpp"
#include "pipelines/audio/tick_clock.hpp"

namespace lethe::audio {

namespace {

constexpr std::size_t inbox_most = 64;  // packets of one seat between two ticks

std::uint32_t random_timestamp() {
  std::uint32_t value = 0;
  CHECK(getentropy(&value, sizeof value) == 0);
  return value;
}

}  // namespace

// Other threads leave packets and changes here; the tick thread takes them away in one short critical section.
struct AudioMixer::Impl {
  using Change = std::function<void(MixingDesk&)>;

  Impl(int kilobits, Output& output)
      : desk(kilobits, output), clock(media::Clock::now() + tick_length, random_timestamp()) {}

  void run() {
    while (!stopping) {
      std::this_thread::sleep_until(clock.next());
      while (const auto tick = clock.due(media::Clock::now())) {
        take();
        for (const Change& change : taken_changes) change(desk);
        taken_changes.clear();
        for (auto& [seat, packet] : taken_packets) desk.push(seat, std::move(packet));
        taken_packets.clear();
        desk.tick(tick->at, tick->rtp_timestamp);
      }
    }
  }

  void take() {
    const std::lock_guard lock(mutex);
    std::swap(changes, taken_changes);
    for (auto& [seat, inbox] : inboxes) {
      for (media::AudioPacket& packet : inbox) taken_packets.emplace_back(seat, std::move(packet));
      inbox.clear();
    }
    counters = desk.counters();
    counters.late += overflown;
    counters.late_ticks = clock.late_ticks();
  }

  std::mutex mutex;  // guards the next four
  std::vector<Change> changes;
  std::unordered_map<Seat, std::vector<media::AudioPacket>> inboxes;  // one for each seat that gives
  std::uint64_t overflown = 0;
  Counters counters;

  MixingDesk desk;  // this and the next three: tick thread
  TickClock clock;
  std::vector<Change> taken_changes;
  std::vector<std::pair<Seat, media::AudioPacket>> taken_packets;

  std::atomic<bool> stopping{false};
  std::thread thread;
};

AudioMixer::AudioMixer(const wire::Configure& settings, Output& output)
    : impl_(std::make_unique<Impl>(settings.audio_bitrate_out, output)) {
  impl_->thread = std::thread([this] { impl_->run(); });
}

AudioMixer::~AudioMixer() {
  impl_->stopping = true;
  impl_->thread.join();
}

void AudioMixer::add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync) {
  const std::lock_guard lock(impl_->mutex);
  impl_->inboxes.erase(seat);
  if (directions.gives) impl_->inboxes[seat].reserve(8);
  impl_->changes.push_back(
      [seat, directions, sync = std::move(sync)](MixingDesk& desk) { desk.add(seat, directions, sync); });
}

void AudioMixer::remove(Seat seat) {
  const std::lock_guard lock(impl_->mutex);
  impl_->inboxes.erase(seat);
  impl_->changes.push_back([=](MixingDesk& desk) { desk.remove(seat); });
}

void AudioMixer::push(Seat seat, media::AudioPacket packet) {
  const std::lock_guard lock(impl_->mutex);
  const auto inbox = impl_->inboxes.find(seat);
  if (inbox == impl_->inboxes.end()) return;
  if (inbox->second.size() < inbox_most)
    inbox->second.push_back(std::move(packet));
  else
    ++impl_->overflown;
}

void AudioMixer::set_scene(std::shared_ptr<const wire::Scene> scene) {
  const std::lock_guard lock(impl_->mutex);
  impl_->changes.push_back([scene = std::move(scene)](MixingDesk& desk) { desk.set_scene(*scene); });
}

Counters AudioMixer::counters() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->counters;
}

}  // namespace lethe::audio
