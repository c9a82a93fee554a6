// SPDX-License-Identifier: AGPL-3.0-or-later
// One lethe-media process from spawn to reaping: its Ready, heartbeat, replies and end. Owned by the Pool in a
// shared_ptr, because any callee may release it; control thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "mcu/base/error.hpp"
#include "mcu/base/loop.hpp"
#include "mcu/room/model/media.hpp"
#include "mcu/wire/channel.hpp"
#include "mcu/worker/process.hpp"
#include "mcu/worker/reports.hpp"

namespace lethe::worker {

struct Timing {
  std::chrono::milliseconds ready_within{10'000};
  std::chrono::milliseconds heartbeat{1000};
  std::chrono::milliseconds silent_at_most{5000};
  std::chrono::milliseconds ends_within{2000};                         // after its channel was closed
  std::chrono::milliseconds backoff_first{100}, backoff_most{30'000};  // after failed starts
};

class Worker : public std::enable_shared_from_this<Worker> {
 public:
  enum class State { Starting, Warm, Taken, Ending };

  // `on_change` gets each change of state, with the previous state; `on_reaped` is called when the process is gone.
  struct Observer {
    std::function<void(Worker&, State before)> on_change;
    std::function<void(Worker&)> on_reaped;
  };

  static std::shared_ptr<Worker> spawn(Loop& loop, const std::string& program, bool tcp, const Timing& timing,
                                       Observer observer);  // throws std::system_error
  ~Worker();                                                // kills and reaps a running process; calls nobody

  State state() const { return state_; }
  const wire::Ready& ready() const { return ready_; }  // its first packet; empty while it starts
  const Process& process() const { return process_; }

  void take(room::MediaListener& listener, const wire::Configure& configure);
  void send(const wire::Command& command, room::MediaSession::OnReply on_reply);
  void show(const wire::Scene& scene);  // sends what differs from the last scene
  void release();                       // the session is over: no more calls to the listener
  void close_channel();                 // the process is to end by itself

 private:
  Worker(Loop& loop, Process process, wire::Channel channel, const Timing& timing, Observer observer);
  void start();

  void read();
  void handle(const std::string& text);
  void handle(const wire::Event& event);
  void handle(const wire::Ready& ready);
  void handle(std::uint64_t id, const wire::Reply& reply);
  void beat();
  void count_anew();
  void flush();
  void lose();  // gives the process up
  void fail_replies();
  void fail_later(room::MediaSession::OnReply on_reply, Code code);
  void reap();
  void enter(State state);

  Loop& loop_;
  Process process_;
  wire::Channel channel_;
  Timing timing_;
  Observer observer_;
  State state_ = State::Starting;
  wire::Ready ready_;
  wire::Scene shown_;
  room::MediaListener* listener_ = nullptr;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, room::MediaSession::OnReply> replies_;
  struct Packet {
    std::string text;
    wire::SharedDescriptor along;
  };
  std::deque<Packet> unsent_;  // while the socket's send queue is full
  // Heartbeats since the last packet. Counted, not timed: when lethe itself was stopped for a while, that is not
  // silence.
  int silent_beats_ = 0;
  std::size_t packets_read_ = 0, bytes_read_ = 0;  // since the last heartbeat
  bool paused_ = false;                            // until the next heartbeat
  bool said_too_much_ = false;                     // in some heartbeat; logged once
  Reports reports_;
  Loop::Timer deadline_{}, heartbeat_{}, retry_{};
};

}  // namespace lethe::worker
