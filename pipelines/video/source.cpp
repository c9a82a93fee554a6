// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/source.hpp"

#include "pipelines/video/drawing/paint.hpp"

namespace lethe::video {

using media::Clock;
using media::EncodedFrame;
using media::Time;

Source::Source(media::SourceId id, std::shared_ptr<media::LipSync> sync, Tally& tally, std::chrono::nanoseconds tick)
    : id_(id), sync_(std::move(sync)), tally_(tally), tick_(tick), pictures_(tick), dejitter_(tick) {
  told_.seat = id.seat;
  told_.picture = id.picture;
}

std::optional<Source::Task> Source::offer(const EncodedFrame& frame, Time now) {
  const MutexLock lock(mutex_);
  if (!wanted_) {
    last_sign_ = now;
    if (std::exchange(live_, true)) return std::nullopt;
    return Task::Arrived;
  }
  if ((awaits_key_ && !frame.key) || queued_ >= queued_max) {
    ++tally_.dropped;
    return need_key_frame(now) ? std::optional(Task::AskKeyFrame) : std::nullopt;
  }
  awaits_key_ = false;
  ++queued_;
  return Task::Decode;
}

bool Source::need_key_frame(Time now) {
  awaits_key_ = true;
  gate_.request();
  return gate_.pass(now);
}

std::optional<Source::Task> Source::set_wanted(bool wanted, Time now) {
  const MutexLock lock(mutex_);
  if (std::exchange(wanted_, wanted) == wanted) return std::nullopt;
  pictures_.clear();
  current_.reset();
  last_sign_ = now;
  if (wanted && need_key_frame(now)) return Task::AskKeyFrame;
  return std::nullopt;
}

void Source::set_tiles(const std::set<Size>& sizes) {
  const MutexLock lock(mutex_);
  tiles_.assign(sizes.begin(), sizes.end());
}

std::optional<Source::Task> Source::check_silence(Time now) {
  const MutexLock lock(mutex_);
  if (!live_ || silence_posted_ || now - last_sign_ < silence_after) return std::nullopt;
  silence_posted_ = true;
  return Task::Silence;
}

std::shared_ptr<const Picture> Source::shown(Time tick) {
  CHECK_ON(tick_thread_);
  const MutexLock lock(mutex_);
  if (std::exchange(shown_at_, tick) == tick) return current_;
  if (auto picture = pictures_.release(tick)) current_ = *std::move(picture);
  return current_;
}

void Source::run(Task task, const EncodedFrame* frame, Output& output) {
  CHECK_ON(decode_thread_);
  if (removed_) return;
  switch (task) {
    case Task::Decode:
      return decode(*frame, output);
    case Task::AskKeyFrame:
      return output.on_source_key_frame_wanted(id_);
    case Task::Arrived:
      return tell(true, told_.width, told_.height, output);
    case Task::Silence: {
      {
        const MutexLock lock(mutex_);
        silence_posted_ = false;
        if (Clock::now() - last_sign_ < silence_after) return;
        live_ = false;
        pictures_.clear();
        current_.reset();
      }
      return tell(false, told_.width, told_.height, output);
    }
    case Task::Remove:
      removed_ = true;
      return tell(false, told_.width, told_.height, output);
  }
}

bool Source::is_wanted_frame() {
  const MutexLock lock(mutex_);
  --queued_;
  drawn_tiles_.assign(tiles_.begin(), tiles_.end());
  return wanted_;
}

void Source::decode(const EncodedFrame& frame, Output& output) {
  if (!is_wanted_frame() || (needs_key_ && !frame.key)) {
    needs_key_ = true;
    ++tally_.dropped;
    return;
  }
  // A key frame of another codec, or after an error, starts with a fresh decoder.
  if (!decoder_ || (frame.key && (needs_key_ || decoder_->codec() != frame.codec)))
    decoder_ = std::make_unique<Decoder>(frame.codec);
  const bool same_codec = decoder_->codec() == frame.codec;
  Decoder::Decoded decoded;
  if (same_codec) {
    const Stopwatch watch(tally_.decode_us);
    decoded = decoder_->decode(frame.data);
  }
  needs_key_ = !decoded.good;
  if (decoded.good) {
    ++tally_.decoded;
    if (decoded.picture) show(std::move(decoded.picture), frame, output);
    return;
  }
  ++tally_.undecodable;
  bool ask = false;
  {
    const MutexLock lock(mutex_);
    ask = need_key_frame(Clock::now());
  }
  if (ask) output.on_source_key_frame_wanted(id_);
}

void Source::draw_tiles(Picture& picture) const {
  for (const Size& size : drawn_tiles_) {
    // A tile of the picture's size or larger is drawn straight from the picture; a copy would only cost.
    if (size.width >= picture.width() || size.width < 2 || size.height < 2) continue;
    Image tile = pool_->take(size.width, size.height);
    (id_.picture == wire::Picture::Screen ? draw_screen : draw_picture)(tile.surface(), picture.pixels());
    picture.keep_drawn(std::move(tile), pool_);
  }
}

void Source::show(std::shared_ptr<Picture> picture, const EncodedFrame& frame, Output& output) {
  draw_tiles(*picture);
  const Time now = Clock::now(), ready = dejitter_.ready(frame.rtp_timestamp, now);
  const int width = picture->width(), height = picture->height();
  if (frame.sender_time) sync_->video_offset = earliest_offset(ready, *frame.sender_time);
  {
    const MutexLock lock(mutex_);
    if (!wanted_) return;  // nobody sees it any more
    if (frame.key) gate_.satisfied();
    live_ = true;
    last_sign_ = now;
    pictures_.add(std::move(picture), due(ready, frame.sender_time, sync_->audio_offset, tick_));
  }
  tell(true, width, height, output);
}

void Source::tell(bool live, int width, int height, Output& output) {
  if (told_.live == live && told_.width == width && told_.height == height) return;
  told_.live = live;
  told_.width = width;
  told_.height = height;
  output.on_video_changed(told_);
}

}  // namespace lethe::video
