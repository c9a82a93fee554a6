// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/tick_thread.hpp"

#include <pthread.h>
#include <sys/random.h>

#include <algorithm>
#include <numeric>

#include "mcu/base/check.hpp"

namespace lethe::video {
namespace {

// An avatar's colour until control has sent its label; the golden angle separates neighbours.
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
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

void TickThread::run() {
  pthread_setname_np(pthread_self(), "video-tick");
  TickClock clock(settings_.fps, media::Clock::now(), random_rtp_base());
  MutexLock lock(mutex_);
  while (!stop_.wait_until(lock, clock.next(), [this]() REQUIRES(mutex_) { return stopped_; })) {
    lock.unlock();
    const TickClock::Tick now = clock.take(media::Clock::now());
    tally_.late_ticks = clock.late();
    tally_.late_us += Stopwatch::microseconds(media::Clock::now() - now.at);
    ++tally_.ticks;
    tick(now, take_work_(now.at));
    lock.lock();
  }
}

void TickThread::tick(const TickClock::Tick& tick, const Work& work) {
  const Stage& stage = *work.stage;
  drawn_.clear();
  placed_ = nullptr;
  end_unwatched(stage);
  tell_layouts(stage, tick);
  // In the order of view and step, so that the codecs of one output follow each other and the first view is sent first.
  for (auto stream = stage.streams.begin(); stream != stage.streams.end();) {
    const Place place{stream->first.view, stream->first.step};
    const wire::View& view = *stream->second.view;
    codecs_.clear();
    bool steady = false;
    for (; stream != stage.streams.end() && Place{stream->first.view, stream->first.step} == place; ++stream) {
      codecs_.push_back(stream->first.codec);
      steady = steady || stage.steady.contains(stream->first);
    }
    ViewOutput& output = outputs_.try_emplace(place, view, place.second, settings_).first->second;
    output.set_codecs(codecs_);
    output.set_steady(steady);
    for (const media::VideoCodec codec : codecs_)
      if (work.key_frames.contains({place.first, place.second, codec})) output.request_key_frame(codec);
    if (output.due(tick)) make(output, stage, view, tick);
  }
  tally_.views = outputs_.size();
  tally_.encoders = std::accumulate(outputs_.begin(), outputs_.end(), std::size_t{0},
                                    [](std::size_t sum, const auto& output) { return sum + output.second.encoders(); });
}

void TickThread::end_unwatched(const Stage& stage) {
  std::erase_if(outputs_, [&](const auto& output) {
    const auto [view, step] = output.first;
    const auto stream = stage.streams.lower_bound({.view = view, .step = step, .codec = media::VideoCodec::Vp8});
    const bool watched = stream != stage.streams.end() && stream->first.view == view && stream->first.step == step;
    return !watched || !output.second.suits(*stream->second.view);
  });
}

void TickThread::tell_layouts(const Stage& stage, const TickClock::Tick& tick) {
  std::erase_if(told_, [&](const auto& told) {
    return std::none_of(stage.streams.begin(), stage.streams.end(),
                        [&](const auto& stream) { return stream.first.view == told.first; });
  });
  for (const auto& [stream, showing] : stage.streams) {
    const auto [told, added] = told_.try_emplace(stream.view);
    if (!added && told->second == showing.view->tiles) continue;
    told->second = showing.view->tiles;
    output_.on_layout_shown({stream.view, stage.scene->revision, tick.rtp_timestamp});
  }
}

void TickThread::make(ViewOutput& output, const Stage& stage, const wire::View& view, const TickClock::Tick& tick) {
  if (placed_ != &view) place_tiles(view, stage, tick.at);
  placed_ = &view;
  output.make(view, tiles_, stage.caption, drawn_, tick, output_, tally_);
}

void TickThread::place_tiles(const wire::View& view, const Stage& stage, media::Time tick) {
  tiles_.clear();
  for (const wire::Tile& tile : view.tiles) {
    TileContent content;
    content.hue = hue_of(tile.seat);
    content.screen = tile.picture == wire::Picture::Screen;
    const media::SourceId id{tile.seat, tile.picture};
    const auto source = stage.sources.find(id);
    if (source != stage.sources.end() && stage.seen(id)) content.picture = source->second->shown(tick);
    if (const auto labels = stage.labels.find(tile.seat); labels != stage.labels.end()) {
      content.name = labels->second.name;
      content.initials = labels->second.initials;
      if (content.initials) content.hue = content.initials->hue();
    }
    content.speaking = stage.marked(tile.seat);
    tiles_.push_back({tile.rect, std::move(content)});
  }
}

}  // namespace lethe::video
