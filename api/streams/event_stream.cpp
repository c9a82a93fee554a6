// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of a stream that its writers use.
#include <utility>

#include "api/streams/event_streams.hpp"
#include "api/streams/sse.hpp"

namespace lethe::api {

EventStream::EventStream(EventStreams& owner, std::size_t buffer_most)
    : owner_(owner), buffer_most_(buffer_most), heartbeat_(sse::heartbeat) {}

void EventStream::push(std::string_view text) {
  const MutexLock lock(mutex_);
  append(text);
}

void EventStream::beat() {
  const MutexLock lock(mutex_);
  if (attached_ && !source_) append(heartbeat_);
}

void EventStream::append(std::string_view text) {
  if (closed_ || overflowed_ || finished_) return;
  if (buffer_.size() + text.size() > buffer_most_)
    overflowed_ = true;
  else
    buffer_.append(text);
  owner_.wake(*this);
}

void EventStream::push_passing(std::string_view text) {
  const MutexLock lock(mutex_);
  if (closed_ || overflowed_ || finished_ || !buffer_.empty()) return;
  buffer_.append(text);
  owner_.wake(*this);
}

void EventStream::relay(wire::Descriptor source) {
  const MutexLock lock(mutex_);
  source_ = std::move(source);
}

void EventStream::set_heartbeat(std::string text) {
  const MutexLock lock(mutex_);
  heartbeat_ = std::move(text);
}

void EventStream::finish() {
  const MutexLock lock(mutex_);
  if (closed_ || finished_) return;
  finished_ = true;
  owner_.wake(*this);
}

void EventStream::cut() {
  const MutexLock lock(mutex_);
  overflowed_ = true;
  owner_.wake(*this);
}

void EventStream::when_gone(std::function<void()> gone) {
  const MutexLock lock(mutex_);
  gone_ = std::move(gone);
}

}  // namespace lethe::api
