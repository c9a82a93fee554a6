// SPDX-License-Identifier: AGPL-3.0-or-later
// All endless responses of the server, events and media: one thread writes to every socket, so a reader costs no
// thread. An event reader whose buffer is full is closed; it returns with Last-Event-ID. Media are read from a
// descriptor only as fast as their reader takes them, so the writer at the other end sees the reader's speed.
// EventStreams belongs to the server; any thread may call.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/sockets/client_socket.hpp"
#include "api/streams/stream_shares.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/room/model/media.hpp"

namespace lethe::api {

class EventStreams;

// One reader's stream: its unwritten output. Any thread.
class EventStream {
 public:
  void push(std::string_view text);
  void push_passing(std::string_view text);  // omitted while the reader lags
  // Relays a non-blocking stream socket until it ends. Call before attaching.
  void relay(wire::Descriptor source);
  void set_heartbeat(std::string text);  // instead of an SSE comment. Call before attaching
  void finish();                         // closes after everything pushed so far is written
  void cut();                            // closes immediately
  // Called once on the writing thread when the stream is closed for any reason. Set it before attaching.
  void when_gone(std::function<void()> gone);

 private:
  friend class EventStreams;
  EventStream(EventStreams& owner, std::size_t buffer_most);
  void beat();  // pushes the heartbeat, unless what is relayed is the stream
  void append(std::string_view text) REQUIRES(mutex_);

  EventStreams& owner_;  // may be gone when closed_
  const std::size_t buffer_most_;
  Mutex mutex_;  // taken before the owner's
  std::string buffer_ GUARDED_BY(mutex_);
  bool finished_ GUARDED_BY(mutex_) = false, overflowed_ GUARDED_BY(mutex_) = false, queued_ GUARDED_BY(mutex_) = false,
                 closed_ GUARDED_BY(mutex_) = false;
  ClientSocket socket_ GUARDED_BY(mutex_);
  bool attached_ GUARDED_BY(mutex_) = false;
  std::function<void()> gone_ GUARDED_BY(mutex_);
  wire::Descriptor source_ GUARDED_BY(mutex_);
  std::string heartbeat_ GUARDED_BY(mutex_);
  unsigned watched_ GUARDED_BY(mutex_) = 0;         // what epoll waits for, 0: not yet watched
  bool source_watched_ GUARDED_BY(mutex_) = false;  // for more to relay
};

class EventStreams {
 public:
  struct Options {
    std::size_t streams_most = 1000;
    std::size_t of_one_reader = 4;        // per reader; the newest stay
    std::size_t buffer_most = 1'048'576;  // bytes; fits a snapshot of the largest room
    std::chrono::milliseconds heartbeat{15'000};
    int send_buffer = 65'536;  // bytes that the kernel may hold for one reader
  };

  explicit EventStreams(Options options);
  ~EventStreams();

  // A stream without a socket yet.
  std::shared_ptr<EventStream> open();
  // Gives the stream to an authorised reader. A reader with too many may lose another one for it (stream_shares.hpp).
  // Throws Error Busy.
  void give(const std::shared_ptr<EventStream>& stream, const StreamReader& reader);
  // Takes over the socket; writes `head` first.
  void attach(const std::shared_ptr<EventStream>& stream, ClientSocket socket, std::string_view head);
  // For a stream that gets no socket after all.
  void discard(const std::shared_ptr<EventStream>& stream);

  // Closes all streams and ends the thread. Later pushes have no effect.
  void stop();

  std::size_t size() const;  // opened and not yet closed

 private:
  friend class EventStream;
  void run();
  void wake(EventStream& stream) REQUIRES(stream.mutex_);
  void serve(const std::shared_ptr<EventStream>& stream);
  void react(std::uintptr_t key, unsigned events);
  void pull(EventStream& stream);                                  // from its source into its buffer
  bool watch_source(EventStream& stream) REQUIRES(stream.mutex_);  // while nothing waits to be written
  bool flush(EventStream& stream);                                 // false: nothing more is to be written
  void close(const std::shared_ptr<EventStream>& stream);
  std::vector<std::shared_ptr<EventStream>> take_woken();
  std::vector<std::shared_ptr<EventStream>> all() const;

  const Options options_;
  int epoll_ = -1, wake_ = -1;
  mutable Mutex mutex_;
  std::map<EventStream*, std::shared_ptr<EventStream>> streams_ GUARDED_BY(mutex_);
  StreamShares shares_ GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<EventStream>> woken_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lethe::api
