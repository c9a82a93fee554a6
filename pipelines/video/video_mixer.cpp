// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/video_mixer.hpp"

#include <sched.h>

#include <algorithm>

#include "mcu/base/mutex.hpp"
#include "pipelines/video/decode_thread.hpp"
#include "pipelines/video/stage.hpp"
#include "pipelines/video/tick_thread.hpp"

namespace lethe::video {

using media::Clock;

namespace {

// std::thread::hardware_concurrency would open a file, which a locked-down process may not do.
unsigned decode_threads() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return std::clamp(static_cast<unsigned>(CPU_COUNT(&cores)), 1U, 2U);
}

}  // namespace

struct VideoMixer::Impl {
  Impl(const wire::Configure& configured, Output& output) : settings(configured) {
    for (unsigned i = decode_threads(); i > 0; --i) decoders.push_back(std::make_unique<DecodeThread>(output));
    ticker = std::make_unique<TickThread>(settings, output, tally, [this](media::Time now) { return take_work(now); });
  }

  // A seat always has the same thread, so that reports about a source and its successor stay in order.
  DecodeThread& decoder_of(Seat seat) { return *decoders[seat % decoders.size()]; }

  void post(const std::shared_ptr<Source>& source, std::optional<Source::Task> task) {
    if (task) decoder_of(source->id().seat).post(source, *task);
  }

  // Replaces the stage by a changed copy, then tells the sources what is seen.
  template <class Change>
  void change(Change change) REQUIRES(mutex) {
    auto next = std::make_shared<Stage>(*stage);
    change(*next);
    const media::Time now = Clock::now();
    next->settle(now);
    stage = std::move(next);
    const auto visible = stage->visible(settings);
    for (const auto& [id, source] : stage->sources) {
      const auto seen = visible.find(id);
      if (seen != visible.end()) source->set_tiles(seen->second);
      post(source, source->set_wanted(seen != visible.end(), now));
    }
  }

  TickThread::Work take_work(media::Time now) {
    const MutexLock lock(mutex);
    if (!stage->settled(now)) change([](Stage&) {});
    for (const auto& [id, source] : stage->sources) post(source, source->check_silence(now));
    return {stage, std::exchange(key_frames, {})};
  }

  void remove_from(Stage& next, media::SourceId id) {
    const auto source = next.sources.find(id);
    if (source == next.sources.end()) return;
    source->second->set_wanted(false, Clock::now());
    post(source->second, Source::Task::Remove);
    next.sources.erase(source);
  }

  const wire::Configure settings;
  Tally tally;
  Mutex mutex;
  std::shared_ptr<const Stage> stage GUARDED_BY(mutex) = std::make_shared<const Stage>();
  std::set<media::Stream> key_frames GUARDED_BY(mutex);
  std::vector<std::unique_ptr<DecodeThread>> decoders;
  std::unique_ptr<TickThread> ticker;  // last: ends first, as it posts to the decode threads
};

VideoMixer::VideoMixer(const wire::Configure& settings, Output& output)
    : impl_(std::make_unique<Impl>(settings, output)) {}

VideoMixer::~VideoMixer() = default;

void VideoMixer::add_source(media::SourceId id, std::shared_ptr<media::LipSync> sync) {
  auto source = std::make_shared<Source>(id, std::move(sync), impl_->tally, tick_length(impl_->settings.fps));
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) {
    impl_->remove_from(next, id);
    next.sources.emplace(id, std::move(source));
  });
}

void VideoMixer::remove_source(media::SourceId id) {
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) { impl_->remove_from(next, id); });
}

void VideoMixer::push(media::SourceId id, std::shared_ptr<const media::EncodedFrame> frame) {
  std::shared_ptr<Source> source;
  {
    const MutexLock lock(impl_->mutex);
    const auto found = impl_->stage->sources.find(id);
    if (found == impl_->stage->sources.end()) return;
    source = found->second;
  }
  const auto task = source->offer(*frame, Clock::now());
  if (!task) return;
  if (*task != Source::Task::Decode) frame.reset();
  impl_->decoder_of(id.seat).post(std::move(source), *task, std::move(frame));
}

void VideoMixer::set_scene(std::shared_ptr<const wire::Scene> scene) {
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) {
    std::map<Seat, wire::Part> parts;
    for (const wire::Part& part : scene->parts) parts.emplace(part.seat, part);
    // Labels of participants who left; labels of seats that are still to come stay.
    std::erase_if(next.labels,
                  [&](const auto& label) { return next.parts.contains(label.first) && !parts.contains(label.first); });
    next.parts = std::move(parts);
    next.scene = std::move(scene);
  });
}

void VideoMixer::set_marks(const wire::Marks& marks) {
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) { next.speaking = {marks.speaking.begin(), marks.speaking.end()}; });
}

void VideoMixer::set_label(const wire::Label& label) {
  auto drawn = std::make_shared<const Label>(label);
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) {
    SeatLabels& labels = next.labels[label.seat];
    (label.kind == wire::LabelKind::Name ? labels.name : labels.initials) = std::move(drawn);
  });
}

void VideoMixer::set_caption(const wire::Label& caption) {
  auto drawn = std::make_shared<const Label>(caption);
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) { next.caption = std::move(drawn); });
}

void VideoMixer::clear_caption() {
  const MutexLock lock(impl_->mutex);
  impl_->change([](Stage& next) { next.caption.reset(); });
}

void VideoMixer::set_streams(std::vector<media::Stream> streams, std::vector<media::Stream> steady) {
  const MutexLock lock(impl_->mutex);
  impl_->change([&](Stage& next) {
    next.watched = {streams.begin(), streams.end()};
    next.steady = {steady.begin(), steady.end()};
  });
}

void VideoMixer::request_key_frame(const media::Stream& stream) {
  const MutexLock lock(impl_->mutex);
  if (impl_->stage->streams.contains(stream)) impl_->key_frames.insert(stream);
}

Counters VideoMixer::counters() const {
  const Tally& tally = impl_->tally;
  return {.decoded = tally.decoded,
          .undecodable = tally.undecodable,
          .dropped = tally.dropped,
          .composed = tally.composed,
          .encoded = tally.encoded,
          .key_frames = tally.key_frames,
          .late_ticks = tally.late_ticks,
          .decode_us = tally.decode_us,
          .encode_us = tally.encode_us,
          .late_us = tally.late_us,
          .ticks = tally.ticks,
          .views = tally.views,
          .encoders = tally.encoders};
}

}  // namespace lethe::video
