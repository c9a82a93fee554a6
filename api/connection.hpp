// SPDX-License-Identifier: AGPL-3.0-or-later
// One client's connection, from its first byte until it ends or becomes a stream: reads what has arrived, writes what
// is to go, and never waits for the client. Belongs to api/connections, which decides on which thread it is: one at a
// time.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "api/front_desk.hpp"
#include "api/http/http_reader.hpp"
#include "api/sockets/client_socket.hpp"
#include "api/sockets/tls.hpp"

namespace lethe::api {

// Shared by all connections of one listening address; outlives them.
struct ConnectionSetting {
  FrontDesk& desk;
  EventStreams& streams;
  const Tls& tls;
  enum class From { Net, Onion /* through tor, which says first by which circuit */ };
  From from;
  std::chrono::seconds patience;  // for a request's head, for its body, and for each part of the response
};

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(ClientSocket socket, const ConnectionSetting& setting);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Next {
    Bytes,   // go_on() when bytes have arrived
    Room,    // go_on() when there is space for more of the response
    Turn,    // go_on() after all others had their turn
    Thread,  // work() where time may be taken: handshake bytes have come, or a request is whole
    Stream,  // become_stream(), then the connection is over
    Over
  };
  Next go_on();                     // as far as possible without waiting
  Next work();                      // computes or asks others; never waits for the client
  Next refuse(const Error& error);  // instead of work(): no thread is free for it
  void turn_away();                 // reports overload, as far as possible at once; then it is over
  void become_stream();

  // After Bytes and Room: the connection ends if nothing has moved by then.
  Clock::time_point deadline() const { return deadline_; }
  // The client's network or circuit; empty while only a trusted proxy is known.
  const std::string& network() const { return network_; }
  bool idle() const { return phase_ == Phase::Head && served_ && !reader_.has_bytes(); }
  int fd() const { return socket_.fd(); }
  // Bytes of a body that is not complete.
  std::size_t held() const { return phase_ == Phase::Body ? request_.body.size() : 0; }

 private:
  enum class Phase { Handshake, FirstLine, Head, Body, Ready, Answer, Draining };
  // One phase's work. Empty: the next phase can start, or this one has more to do.
  std::optional<Next> step();
  std::optional<Next> receive();
  std::optional<Next> read_circuit();
  std::optional<Next> read_head();
  std::optional<Next> read_body();
  std::optional<Next> write();
  std::optional<Next> drain();
  void answer(Response response, bool go_on);
  void enter(Phase phase, Clock::duration patience);
  std::string home() const;  // network of the other end

  const ConnectionSetting& setting_;
  ClientSocket socket_;
  std::string peer_;  // numeric address, or a circuit
  std::string network_;
  HttpReader reader_;
  Request request_;
  const Route* route_ = nullptr;
  bool asked_for_body_ = false;          // or the client does not wait for that
  std::shared_ptr<EventStream> stream_;  // set: the response is endless
  std::string out_;                      // unwritten part of the response
  std::string_view file_;                // follows out_
  bool keep_ = false;                    // for another request, after the response
  bool served_ = false;                  // at least one request
  std::size_t moved_ = 0;                // response bytes since the deadline was set, or bytes drained
  Phase phase_;
  Clock::time_point deadline_;
};

// Status line and headers, and the body unless `method` is HEAD.
std::string to_bytes(const Response& response, const std::string& method, bool keep_alive);

}  // namespace lethe::api
