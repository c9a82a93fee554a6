// SPDX-License-Identifier: AGPL-3.0-or-later
// One client's connection, from its first byte to its end or to its becoming a stream: what has come is read, what is
// to go is written, and nothing ever waits for the client. Belongs to api/connections, which says on which thread it
// is: one at a time.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "api/front_desk.hpp"
#include "api/http/http_reader.hpp"
#include "api/sockets/client_socket.hpp"
#include "api/sockets/tls.hpp"

namespace lethe::api {

// What all connections of one address share; outlives them.
struct ConnectionSetting {
  FrontDesk& desk;
  EventStreams& streams;
  const Tls& tls;
  enum class From { Net, Onion /* through tor, which says first by which circuit */ };
  From from;
  std::chrono::seconds patience;  // with a client: for the head of a request, for its body, for each part of the answer
};

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(ClientSocket socket, const ConnectionSetting& setting);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Next {
    Bytes,   // go_on() when bytes have come
    Room,    // go_on() when there is room for more of the answer
    Turn,    // go_on() after all others had their turn
    Thread,  // work() where time may be taken: the handshake has bytes, or a request is whole
    Stream,  // become_stream(), then it is over
    Over
  };
  Next go_on();                     // as far as it goes without waiting
  Next work();                      // computes or asks others; for the client it does not wait either
  Next refuse(const Error& error);  // in place of work(): there is no thread for it
  void turn_away();                 // says that there are too many, as far as that goes at once; then it is over
  void become_stream();

  // After Bytes and Room: it is over when nothing has moved until then.
  Clock::time_point deadline() const { return deadline_; }
  // Whose it is: a network or a circuit; empty while only a trusted proxy is known.
  const std::string& network() const { return network_; }
  bool idle() const { return phase_ == Phase::Head && served_ && !reader_.has_bytes(); }
  int fd() const { return socket_.fd(); }
  // Bytes of a body of which more is to come.
  std::size_t held() const { return phase_ == Phase::Body ? request_.body.size() : 0; }

 private:
  enum class Phase { Handshake, FirstLine, Head, Body, Ready, Answer, Draining };
  // One phase's work. Nothing: the next phase can begin, or this one has more to do.
  std::optional<Next> step();
  std::optional<Next> receive();
  std::optional<Next> read_circuit();
  std::optional<Next> read_head();
  std::optional<Next> read_body();
  std::optional<Next> write();
  std::optional<Next> drain();
  void answer(Response response, bool go_on);
  void enter(Phase phase, Clock::duration patience);
  std::string home() const;  // the network of its other end

  const ConnectionSetting& setting_;
  ClientSocket socket_;
  std::string peer_;  // numeric address, or a circuit
  std::string network_;
  HttpReader reader_;
  Request request_;
  const Route* route_ = nullptr;
  bool asked_for_body_ = false;          // or the client does not wait for that
  std::shared_ptr<EventStream> stream_;  // set: the answer has no end
  std::string out_;                      // of the answer, as far as it is not written
  std::string_view file_;                // what follows
  bool keep_ = false;                    // for another request, after the answer
  bool served_ = false;                  // one at least
  std::size_t moved_ = 0;                // bytes of the answer since the deadline was set, or bytes drained
  Phase phase_;
  Clock::time_point deadline_;
};

// Status line and headers, and the body unless `method` is HEAD.
std::string to_bytes(const Response& response, const std::string& method, bool keep_alive);

}  // namespace lethe::api
