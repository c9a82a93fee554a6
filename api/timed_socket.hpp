// SPDX-License-Identifier: AGPL-3.0-or-later
// A client's connection on which every wait has a deadline and ends when the server stops. Poco's own timeouts are per
// read, so a client that sends a byte every few seconds would hold a thread for ever. One HTTP thread at a time.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "api/client_socket.hpp"

namespace lethe::api {

// Thrown when there is nobody to answer any more: deadline over, connection lost, server stopping.
struct ConnectionOver {};

class TimedSocket {
 public:
  using Clock = std::chrono::steady_clock;

  // `stop_fd` is readable from the moment the server stops.
  TimedSocket(ClientSocket socket, int stop_fd);

  // At least one byte, or none at the end of the stream. Throws ConnectionOver.
  std::size_t receive(char* into, std::size_t most, Clock::time_point deadline);
  void send(std::string_view bytes, Clock::time_point deadline);  // throws ConnectionOver

  // Waits for the first byte of a request; false when there is none and `deadline` is over or `give_up` says so.
  bool wait_for_bytes(Clock::time_point deadline, const std::function<bool()>& give_up);

  // Ends the connection so that the answer reaches a client that is still sending: closing with unread bytes would
  // reset it. Reads and drops at most a second's and a megabyte's worth.
  void close_gently();

  const ClientSocket& socket() const { return socket_; }

 private:
  enum class Ready { Yes, No };
  Ready wait(short events, Clock::time_point deadline);  // throws ConnectionOver when the server stops

  ClientSocket socket_;
  int stop_fd_;
};

}  // namespace lethe::api
