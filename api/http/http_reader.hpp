// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads HTTP/1.1 requests (RFC 9112) from bytes as they arrive. Head and body are separate, so that a request can be
// refused before its body is received. Strict wherever leniency allows request smuggling. Pure; belongs to one
// connection.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "api/http/http_message.hpp"

namespace lethe::api {

class HttpReader {
 public:
  void add(std::string_view bytes) { buffer_.append(bytes); }
  bool has_bytes() const { return !buffer_.empty(); }

  // Each of these returns false until its part has arrived completely, and throws Error InvalidParameter.
  // A line before the first request, without CR LF; at most `most` bytes long.
  bool take_first_line(std::size_t most, std::string& line) { return take_line(most, line); }
  // Method, path, headers.
  bool take_head(Request& request);
  // The body of the request whose head was taken last. Also throws Error BodyTooLarge, as soon as that is certain.
  bool take_body(Request& request, std::size_t limit);

  // True if bytes of the request are still to come; then the connection cannot be reused.
  bool body_pending() const { return body_ != Body::None; }

 private:
  enum class Body { None, Sized, ChunkSize, Chunk, ChunkEnd, Trailers };

  void frame_body(const Request& request);
  bool take_line(std::size_t most, std::string& line);
  bool take_part(std::string& into);  // the available part of the next length_ bytes
  bool take_chunked(std::string& into, std::size_t limit);

  std::string buffer_;
  std::size_t searched_ = 0;  // bytes already searched for an end
  Body body_ = Body::None;
  std::size_t length_ = 0;  // missing bytes of a sized body or a chunk
  int trailers_ = 0;
};

}  // namespace lethe::api
