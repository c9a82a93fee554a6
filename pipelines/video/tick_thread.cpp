// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/tick_thread.hpp"

#include <pthread.h>
#include <sys/random.h>

#include <algorithm>

#include "base/check.hpp"

namespace lethe::video {
namespace {

// An avatar's colour until control has sent its label: the golden angle keeps neighbours apart.
int hue_of(Seat seat) { return static_cast<int>(seat % 360 * 137 % 360); }

std::uint32_t random_rtp_base() {
  std::uint32_t base = 0;
  CHECK(getrandom(&base, sizeof base, 0) == sizeof base);  // std::random_device would open a file
  return base;
}

}  // namespace

TickThread::TickThread(const wire::Configure& settings, Output& output, Tally& tally, TakeWork take_work)
    : settings_(settings), output_(output), tally_(tally), take_work_(std::move(take_work)), thread_([this] {
        run();
      }) {}

TickThread::~TickThread() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void TickThread::run() {
  pthread_setname_np(pthread_self(), "video-tick");
  TickClock clock(settings_.fps, media::Clock::now(), random_rtp_base());
  std::unique_lock lock(mutex_);
  while (!stop_.wait_until(lock, clock.next(), [this] { return stopped_; })) {
    lock.unlock();
    const TickClock::Tick now = clock.take(media::Clock::now());
    tally_.late_ticks = clock.late();
    tick(now, take_work_(now.at));
    lock.lock();
  }
}

void TickThread::tick(const TickClock::Tick& tick, const Work& work) {
  const Stage& stage = *work.stage;
  std::erase_if(views_, [&](const auto& entry) {
    const auto& views = stage.scene->views;
    return std::none_of(views.begin(), views.end(), [&](const wire::View& view) {
      return view.id == entry.first && stage.watched(view) && entry.second.has_size_of(view);
    });
  });
  composed_.clear();
  // A picture is shown nearest to when it is due: up to half a tick early instead of up to a whole tick late.
  const media::Time shown_at = tick.at + std::chrono::nanoseconds(500'000'000 / settings_.fps);
  for (const wire::View& view : stage.scene->views) {
    if (!stage.watched(view)) continue;
    ViewOutput& output = output_of(view, stage);
    place_tiles(view, stage, shown_at);
    output.composite().compose(tiles_, composed_);
    composed_.push_back(&output.composite());
    ++tally_.composed;
  }
  for (const media::Stream& stream : work.key_frames)
    if (const auto view = views_.find(stream.view); view != views_.end()) view->second.request_key_frame(stream);
  for (const wire::View& view : stage.scene->views)
    if (const auto output = views_.find(view.id); output != views_.end())
      output->second.send(view, stage.scene->revision, tick, output_, tally_);
}

ViewOutput& TickThread::output_of(const wire::View& view, const Stage& stage) {
  ViewOutput& output = views_.try_emplace(view.id, view, settings_).first->second;
  std::vector<media::Stream> streams;
  for (const media::Stream& stream : stage.streams)
    if (stream.view == view.id) streams.push_back(stream);
  output.set_streams(streams);
  return output;
}

void TickThread::place_tiles(const wire::View& view, const Stage& stage, media::Time now) {
  tiles_.clear();
  for (const wire::Tile& tile : view.tiles) {
    TileContent content{.picture = nullptr, .name = nullptr, .initials = nullptr, .hue = hue_of(tile.seat)};
    const media::SourceId id{tile.seat, tile.picture};
    const auto source = stage.sources.find(id);
    if (source != stage.sources.end() && stage.seen(id)) content.picture = source->second->shown(now);
    if (const auto labels = stage.labels.find(tile.seat); labels != stage.labels.end()) {
      content.name = labels->second.name;
      content.initials = labels->second.initials;
      if (content.initials) content.hue = content.initials->hue();
    }
    const auto part = stage.parts.find(tile.seat);
    content.speaking = part != stage.parts.end() && part->second.speaking;
    tiles_.push_back({tile.rect, std::move(content)});
  }
}

}  // namespace lethe::video
