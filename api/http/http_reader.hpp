// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads HTTP/1.1 requests (RFC 9112) out of bytes as they come: head and body separately, so that a request is refused
// before its body is taken in. Strict where leniency lets requests be smuggled. Pure; belongs to one connection.
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

  // Each of these: false until all of it has come. They throw Error InvalidParameter.
  // A line that stands before the first request, without CR LF; `most` bytes long.
  bool take_first_line(std::size_t most, std::string& line) { return take_line(most, line); }
  // Method, path, headers.
  bool take_head(Request& request);
  // The body of the request whose head was taken last. Throws Error BodyTooLarge as well, as soon as that is certain.
  bool take_body(Request& request, std::size_t limit);

  // Whether bytes of the request are still to come: the connection cannot be used again then.
  bool body_pending() const { return body_ != Body::None; }

 private:
  enum class Body { None, Sized, ChunkSize, Chunk, ChunkEnd, Trailers };

  void frame_body(const Request& request);
  bool take_line(std::size_t most, std::string& line);
  bool take_part(std::string& into);  // what there is of the next length_ bytes
  bool take_chunked(std::string& into, std::size_t limit);

  std::string buffer_;
  std::size_t searched_ = 0;  // bytes in which no end was found
  Body body_ = Body::None;
  std::size_t length_ = 0;  // of a sized body or a chunk, as far as it is missing
  int trailers_ = 0;
};

}  // namespace lethe::api
