// SPDX-License-Identifier: AGPL-3.0-or-later
// All connections of the server. One thread accepts them and moves their bytes, so that slow ones delay no others;
// whole requests and steps of TLS handshakes go to a few threads, in turn by network. When there are too many
// connections, the network with most loses its oldest; when too much is half received, its largest. Owned by the
// server; created, started and stopped on one thread.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/connection.hpp"
#include "api/fair_line.hpp"
#include "mcu/base/mutex.hpp"

namespace lethe::api {

class Connections {
 public:
  struct Options {
    std::size_t most;     // connections
    int threads;          // requests processed at the same time
    std::size_t waiting;  // waiting requests
    std::size_t held;     // bytes of half-received bodies; one network may hold half
  };
  explicit Connections(const Options& options);
  ~Connections();  // stops

  // `setting` serves what arrives there. Call before start().
  void listen(Poco::Net::ServerSocket socket, const ConnectionSetting& setting);
  void start();
  // Closes everything. Current requests end first, so tell whatever they wait for to stop before.
  void stop();

  std::size_t size() const;  // connections; any thread

 private:
  using Clock = Connection::Clock;
  using Id = std::uint64_t;
  struct Listener {
    Poco::Net::ServerSocket socket;
    const ConnectionSetting& setting;
  };
  struct Share {
    std::size_t connections = 0;
    std::size_t held = 0;  // as below
  };
  struct Place {
    std::unique_ptr<Connection> connection;
    std::string network;
    Share* share = nullptr;  // of the network; none: a trusted proxy's
    bool at_thread = false;  // then nobody else touches the connection
    bool idle = false;
    std::size_t held = 0;               // bytes of a body, when it was last looked at
    Clock::time_point since, deadline;  // of the state it is in
  };

  // Who has the connection, and what it is to do.
  struct Refused {
    Id id;
    Connection::Next next;
    Connection* connection = nullptr;
  };

  void run();
  int wait_ms(Clock::time_point next_look) const;
  void react(Id id);
  void go_on(Id id);
  void accept_from(Listener& listener);
  void let_listeners_rest(bool rest);
  bool make_room(const std::string& network);
  void shed();
  void settle(Id id, Connection::Next next);
  void end_late();
  void serve();
  void add_thread() REQUIRES(mutex_);
  std::optional<Refused> to_thread(Id id, const std::string& network) REQUIRES(mutex_);
  void arm(Id id, Place& place, int operation, unsigned events) REQUIRES(mutex_);
  void move_to(Place& place, const std::string& network) REQUIRES(mutex_);
  void count_held(Place& place, std::size_t held) REQUIRES(mutex_);
  std::unique_ptr<Connection> take(std::map<Id, Place>::iterator at)
      REQUIRES(mutex_);  // to be destroyed without the lock

  const Options options_;
  int epoll_ = -1, wake_ = -1;
  std::vector<Listener> listeners_;
  bool listeners_rest_ = false;  // of the thread that accepts alone
  mutable Mutex mutex_;
  std::map<Id, Place> places_ GUARDED_BY(mutex_);
  std::unordered_map<std::string, Share> shares_ GUARDED_BY(mutex_);
  std::size_t held_ GUARDED_BY(mutex_) = 0;   // by all
  bool too_much_ GUARDED_BY(mutex_) = false;  // is held by all or by a network, perhaps
  std::vector<Id> turns_ GUARDED_BY(mutex_);  // to go on with after all others
  FairLine<Id> line_ GUARDED_BY(mutex_);
  std::condition_variable work_;
  std::map<std::thread::id, std::thread> threads_ GUARDED_BY(mutex_);
  std::vector<std::thread> ended_ GUARDED_BY(mutex_);  // to be joined
  int idle_threads_ GUARDED_BY(mutex_) = 0;
  Id last_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lethe::api
