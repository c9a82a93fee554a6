// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads HTTP/1.1 requests (RFC 9112) from a connection: head and body separately, so that a request is refused before
// its body is taken in. Strict where leniency lets requests be smuggled. Belongs to one connection, on its thread.
#pragma once

#include <cstddef>
#include <string>

#include "api/message.hpp"
#include "api/timed_socket.hpp"

namespace lethe::api {

class HttpReader {
 public:
  // `patience` with the client: for the head, and again for the body.
  HttpReader(TimedSocket& socket, std::chrono::seconds patience) : socket_(socket), patience_(patience) {}

  bool has_bytes() const { return !buffer_.empty(); }

  // A line that stands before the first request, without CR LF. Throws Error InvalidParameter, ConnectionOver.
  std::string read_first_line(std::size_t most);

  // Method, path, headers. False at the end of the stream. Throws Error InvalidParameter, ConnectionOver.
  bool read_head(Request& request);

  // The body of the request whose head was read last. Throws Error BodyTooLarge (as soon as that is certain) and
  // InvalidParameter, ConnectionOver.
  void read_body(Request& request, std::size_t limit);

  // Whether bytes of the request are still to come: the connection cannot be used again then.
  bool body_pending() const { return body_ != Body::None; }

 private:
  enum class Body { None, Sized, Chunked };

  void frame_body(const Request& request);
  void fill();  // at least one more byte in buffer_
  std::string take_line(std::size_t most);
  void take(std::size_t count, std::string& into);
  void read_chunks(std::string& into, std::size_t limit);

  TimedSocket& socket_;
  const std::chrono::seconds patience_;
  TimedSocket::Clock::time_point deadline_;
  std::string buffer_;
  Body body_ = Body::None;
  std::size_t length_ = 0;  // of a sized body
};

}  // namespace lethe::api
