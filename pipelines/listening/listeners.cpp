// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/listeners.hpp"

#include <pthread.h>

#include <set>

namespace lethe::listening {
namespace {

// Players release shown data only up to a key frame, and a viewer who fell behind continues with one.
constexpr std::chrono::seconds key_frame_every{10};

}  // namespace

Listeners::Listeners(Told told) : told_(std::move(told)) {}

Listeners::~Listeners() {
  loop_.stop();
  if (thread_.joinable()) thread_.join();
  for (const auto& [key, listener] : listeners_) loop_.unwatch(listener->fd());
}

void Listeners::add(const wire::Listen& listen) {
  if (!thread_.joinable())
    thread_ = std::thread([this] {
      pthread_setname_np(pthread_self(), "listeners");
      loop_.run();
    });
  ++count_;
  loop_.post([this, listen] {
    const Key key{listen.seat, listen.form};
    end(key);
    auto& listener = listeners_[key] = Listener::make(listen);
    // Viewers send nothing: readable means the end.
    loop_.watch(listener->fd(), [this, key] {
      end(key);
      told_.gone(key.first, key.second);
    });
  });
}

void Listeners::remove(Seat seat) {
  loop_.post([this, seat] {
    for (const auto form : {wire::Form::Webm, wire::Form::Jpeg, wire::Form::Sound}) end({seat, form});
  });
}

void Listeners::end(const Key& key) {
  const auto at = listeners_.find(key);
  if (at == listeners_.end()) return;
  loop_.unwatch(at->second->fd());
  listeners_.erase(at);
  --count_;
}

void Listeners::watch(Seat seat, wire::Form form, std::optional<media::Stream> stream) {
  loop_.post([this, key = Key{seat, form}, stream] {
    const auto at = listeners_.find(key);
    if (at == listeners_.end() || at->second->wanted() == stream) return;
    at->second->watch(stream);
    if (stream) told_.key_frame_wanted(*stream);
  });
}

void Listeners::send_video(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame) {
  if (!any()) return;
  loop_.post([this, stream, frame = std::move(frame)] {
    for (const auto& [key, listener] : listeners_)
      if (listener->takes(stream.codec) && listener->watches(stream, frame->key)) listener->give(frame);
    if (stream.codec != media::VideoCodec::Jpeg) ask_for_key_frames(stream, *frame);
  });
}

void Listeners::ask_for_key_frames(const media::Stream& stream, const media::EncodedFrame& frame) {
  bool watched = false, wanted = false;
  for (const auto& [key, listener] : listeners_) {
    if (listener->wanted() != stream || !listener->takes(stream.codec)) continue;
    watched = true;
    wanted = listener->wants_key_frame(frame.at) || wanted;
  }
  if (!watched) {
    key_frames_.erase(stream);
    return;
  }
  auto& last = key_frames_.try_emplace(stream, frame.at).first->second;
  if (frame.key) last = frame.at;
  if (!wanted && frame.at - last < key_frame_every) return;
  last = frame.at;
  told_.key_frame_wanted(stream);
}

void Listeners::send_audio(std::span<const Seat> to, const media::OpusFrame& frame) {
  if (!any()) return;
  loop_.post([this, seats = std::set<Seat>(to.begin(), to.end()), frame,
              payload = media::Bytes(frame.payload.begin(), frame.payload.end())] {
    media::OpusFrame here = frame;
    here.payload = payload;
    for (const auto& [key, listener] : listeners_)
      if (seats.contains(key.first) && listener->takes_sound()) listener->give(here);
  });
}

void Listeners::send_quiet(std::span<const Seat> to, media::Time tick) {
  if (!any()) return;
  loop_.post([this, seats = std::set<Seat>(to.begin(), to.end()), tick] {
    for (const auto& [key, listener] : listeners_)
      if (seats.contains(key.first) && listener->takes_sound()) listener->give_quiet(tick);
  });
}

}  // namespace lethe::listening
