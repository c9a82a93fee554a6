// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/streams/event_streams.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "api/streams/sse.hpp"
#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {
using Clock = std::chrono::steady_clock;

// Bytes read from a source at once, which is the most that waits for one media reader.
constexpr std::size_t relayed_at_once = 65'536;
// Bytes that the kernel accepts for such a reader before the socket is full; its content is late.
constexpr int unsent_most = 16'384;
// Which of a stream's two descriptors is meant; addresses of streams are even.
constexpr std::uintptr_t source_bit = 1;

int checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return fd;
}
}  // namespace

EventStreams::EventStreams(Options options)
    : options_(options),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      shares_(options.streams_most, options.of_one_reader) {
  epoll_event event{};
  event.events = EPOLLIN;
  checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
  thread_ = std::thread([this] { run(); });
}

EventStreams::~EventStreams() {
  stop();
  ::close(wake_);
  ::close(epoll_);
}

void EventStreams::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  ::eventfd_write(wake_, 1);
  if (thread_.joinable()) thread_.join();
}

std::size_t EventStreams::size() const {
  const MutexLock lock(mutex_);
  return streams_.size();
}

std::vector<std::shared_ptr<EventStream>> EventStreams::all() const {
  const MutexLock lock(mutex_);
  std::vector<std::shared_ptr<EventStream>> streams;
  for (const auto& [unused, stream] : streams_) streams.push_back(stream);
  return streams;
}

std::vector<std::shared_ptr<EventStream>> EventStreams::take_woken() {
  const MutexLock lock(mutex_);
  return std::exchange(woken_, {});
}

std::shared_ptr<EventStream> EventStreams::open() {
  const MutexLock lock(mutex_);
  if (stopping_) throw Error(Code::Busy);
  const std::shared_ptr<EventStream> stream(new EventStream(*this, options_.buffer_most));
  streams_[stream.get()] = stream;
  return stream;
}

void EventStreams::give(const std::shared_ptr<EventStream>& stream, const StreamReader& reader) {
  std::shared_ptr<EventStream> leaves;
  {
    const MutexLock lock(mutex_);
    if (!streams_.contains(stream.get())) throw Error(Code::Busy);  // the server stops
    if (auto* const one = shares_.enter(stream.get(), reader)) leaves = streams_.at(one);
  }
  if (leaves) leaves->cut();
}

void EventStreams::attach(const std::shared_ptr<EventStream>& stream, ClientSocket socket, std::string_view head) {
  const int fd = socket.fd(), send_buffer = options_.send_buffer;
  const unsigned lost_after =
      30'000;  // ms without acknowledgement; otherwise the kernel tries for a quarter of an hour
  ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
  ::setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &lost_after, sizeof lost_after);
  const MutexLock lock(stream->mutex_);
  if (stream->closed_) return;
  if (stream->source_) ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_most, sizeof unsent_most);
  stream->buffer_.insert(0, head);
  stream->socket_ = std::move(socket);
  stream->attached_ = true;
  wake(*stream);
}

void EventStreams::discard(const std::shared_ptr<EventStream>& stream) { close(stream); }

void EventStreams::wake(EventStream& stream) {
  if (!stream.attached_ || std::exchange(stream.queued_, true)) return;
  bool first = false;  // the first one that the thread has not taken yet
  {
    const MutexLock lock(mutex_);
    const auto at = streams_.find(&stream);
    if (at == streams_.end()) return;
    first = woken_.empty();
    woken_.push_back(at->second);
  }
  if (first) ::eventfd_write(wake_, 1);
}

void EventStreams::run() {
  auto next_beat = Clock::now() + options_.heartbeat;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_beat - Clock::now()).count();
    std::array<epoll_event, 64> events;
    const int n =
        ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(std::max(left, 0L)));
    for (int i = 0; i < n; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      react(event.data.u64, event.events);
    }
    for (const auto& stream : take_woken()) serve(stream);
    if (Clock::now() >= next_beat) {
      for (const auto& stream : all()) stream->beat();
      next_beat = Clock::now() + options_.heartbeat;
    }
    const MutexLock lock(mutex_);
    if (stopping_) break;
  }
  for (const auto& stream : all()) close(stream);
}

void EventStreams::react(std::uintptr_t key, unsigned events) {
  if (key == 0) {
    eventfd_t count;
    ::eventfd_read(wake_, &count);
    return;
  }
  std::shared_ptr<EventStream> stream;
  {
    const MutexLock lock(mutex_);
    auto* const one = reinterpret_cast<EventStream*>(key & ~source_bit);
    if (const auto at = streams_.find(one); at != streams_.end()) stream = at->second;
  }
  if (!stream) return;
  if ((key & source_bit) != 0) {
    pull(*stream);
    return serve(stream);
  }
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) return close(stream);
  if ((events & EPOLLIN) != 0) {  // readers send nothing
    std::array<char, 4096> dropped;
    const auto got = [&] {
      const MutexLock lock(stream->mutex_);
      return stream->socket_.receive(dropped.data(), dropped.size());
    }();
    if (got && *got <= 0) return close(stream);
  }
  serve(stream);
}

void EventStreams::serve(const std::shared_ptr<EventStream>& stream) {
  if (!flush(*stream)) close(stream);
}

void EventStreams::pull(EventStream& stream) {
  const MutexLock lock(stream.mutex_);
  if (stream.closed_ || !stream.buffer_.empty()) return;
  stream.buffer_.resize(relayed_at_once);
  const ssize_t got = ::recv(stream.source_.fd(), stream.buffer_.data(), stream.buffer_.size(), MSG_DONTWAIT);
  const bool waits = got < 0 && (errno == EAGAIN || errno == EINTR);
  stream.buffer_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (got <= 0 && !waits) stream.finished_ = true;
}

// A source that is not watched is not even known to epoll, which would tell its end
// again and again.
bool EventStreams::watch_source(EventStream& stream) {
  const bool wanted = stream.source_ && stream.buffer_.empty() && !stream.finished_;
  if (std::exchange(stream.source_watched_, wanted) == wanted) return true;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = reinterpret_cast<std::uintptr_t>(&stream) | source_bit;
  return ::epoll_ctl(epoll_, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, stream.source_.fd(), &event) == 0;
}

bool EventStreams::flush(EventStream& stream) {
  const MutexLock lock(stream.mutex_);
  stream.queued_ = false;
  if (stream.closed_ || stream.overflowed_) return false;
  std::size_t written = 0;
  while (written < stream.buffer_.size()) {
    const auto sent = stream.socket_.send(stream.buffer_.data() + written, stream.buffer_.size() - written);
    if (!sent) break;
    if (*sent < 0) return false;
    written += static_cast<std::size_t>(*sent);
  }
  stream.buffer_.erase(0, written);
  if (stream.buffer_.empty()) stream.buffer_.shrink_to_fit();  // does not keep a snapshot's memory for small events
  if (stream.finished_ && stream.buffer_.empty()) return false;
  if (!watch_source(stream)) return false;
  const unsigned wanted = EPOLLIN | EPOLLRDHUP | (stream.buffer_.empty() ? 0u : unsigned{EPOLLOUT});
  const unsigned watched = std::exchange(stream.watched_, wanted);
  if (watched == wanted) return true;
  epoll_event event{};
  event.events = wanted;
  event.data.u64 = reinterpret_cast<std::uintptr_t>(&stream);
  const int operation = watched != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  return ::epoll_ctl(epoll_, operation, stream.socket_.fd(), &event) == 0;
}

void EventStreams::close(const std::shared_ptr<EventStream>& stream) {
  std::function<void()> gone;
  {
    const MutexLock lock(stream->mutex_);
    if (std::exchange(stream->closed_, true)) return;
    if (stream->watched_ != 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, stream->socket_.fd(), nullptr);
    if (stream->source_watched_) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, stream->source_.fd(), nullptr);
    stream->source_ = {};
    stream->socket_ = ClientSocket();
    stream->buffer_.clear();
    gone = std::move(stream->gone_);
  }
  {
    const MutexLock lock(mutex_);
    streams_.erase(stream.get());
    shares_.leave(stream.get());
  }
  if (gone) gone();
}

}  // namespace lethe::api
