// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/http_reader.hpp"

#include <algorithm>
#include <charconv>

#include "mcu/base/error.hpp"
#include "mcu/base/secret.hpp"

namespace lethe::api {
namespace {

constexpr std::size_t head_most = 16'384;
constexpr std::size_t headers_most = 100;

[[noreturn]] void refuse(const char* detail) { throw Error(Code::InvalidParameter, detail); }

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}
// RFC 9110 section 5.5, and section 7.2 for the address in Host.
bool is_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '\t' || (c >= ' ' && c != 0x7F); });
}
bool is_host(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("-._~!$&'()*+,;=%:[]").find(c) != std::string_view::npos;
  });
}
bool is_target(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool lists(const Request& request, const std::string& name, std::string_view wanted) {
  for (auto [at, end] = request.headers.equal_range(name); at != end; ++at)
    for (std::string_view rest = at->second; !rest.empty();) {
      const auto comma = rest.find(',');
      if (equal(trimmed(rest.substr(0, comma)), wanted)) return true;
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  return false;
}

std::string path_of(std::string_view target) {
  std::string path(target.substr(0, target.find_first_of("?#")));
  if (const auto scheme = path.find("://"); scheme != std::string::npos && !path.starts_with('/')) {  // absolute-form
    const auto slash = path.find('/', scheme + 3);
    path = slash == std::string::npos ? "/" : path.substr(slash);
  }
  return path;
}

std::size_t number(std::string_view text, int base, const char* wrong) {
  std::size_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (failure == std::errc::result_out_of_range) throw Error(Code::BodyTooLarge);
  if (failure != std::errc{} || end != text.data() + text.size()) refuse(wrong);
  return value;
}

// The next line of a head, without CR LF, which is the only end of one (RFC 9112 section 2.2).
std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
    refuse("Lines of the request head must end with CR LF and hold no null byte.");
  rest.remove_prefix(end + 2);
  return line;
}

// Method SP target SP version (RFC 9112 section 3).
bool read_request_line(std::string_view line, Request& request) {
  const auto first = line.find(' '), last = line.rfind(' ');
  const std::string_view method = line.substr(0, first);
  if (first == std::string_view::npos || first == last || !is_token(method)) refuse("The request line is malformed.");
  const std::string_view target = line.substr(first + 1, last - first - 1), version = line.substr(last + 1);
  if (!is_target(target)) refuse("The request line is malformed.");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") refuse("The version must be HTTP/1.1 or HTTP/1.0.");
  request.method = method;
  request.path = path_of(target);
  return version == "HTTP/1.1";
}

void read_header(std::string_view line, Request& request) {
  const auto colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  if (colon == line.size() || !is_token(name)) refuse("A header line is malformed.");
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_value(value)) refuse("A header line holds a control character.");
  if (request.headers.size() >= headers_most) refuse("There are too many header lines.");
  request.headers.emplace(name, value);
}

void check_host(const Request& request, bool wanted) {
  const auto hosts = request.headers.count("Host");
  if (hosts > 1 || (hosts == 0 && wanted)) refuse("There must be one Host.");
  if (hosts == 1 && !is_host(*request.header("Host"))) refuse("Host is malformed.");
}

}  // namespace

bool HttpReader::take_head(Request& request) {
  const auto end = buffer_.find("\r\n\r\n", searched_);
  if (std::min(end, buffer_.size()) > head_most) refuse("The request head is too large.");
  if (end == std::string::npos) {
    searched_ = buffer_.size() - std::min(buffer_.size(), std::size_t{3});
    return false;
  }
  searched_ = 0;
  std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  std::string_view rest = head;
  request = {};
  const bool is_1_1 = read_request_line(next_line(rest), request);
  while (!rest.empty()) read_header(next_line(rest), request);
  wipe(head);
  check_host(request, is_1_1);
  request.keep_alive = is_1_1 && !lists(request, "Connection", "close");
  if (!is_1_1 && request.header("Transfer-Encoding") != nullptr) refuse("HTTP/1.0 knows no Transfer-Encoding.");
  frame_body(request);
  return true;
}

void HttpReader::frame_body(const Request& request) {
  const auto lengths = request.headers.count("Content-Length");
  const std::string* coding = request.header("Transfer-Encoding");
  body_ = Body::None;
  length_ = 0;
  trailers_ = 0;
  if (coding != nullptr) {
    body_ = Body::ChunkSize;  // whatever follows, the bytes after this head are not the next request
    if (lengths > 0 || request.headers.count("Transfer-Encoding") > 1 || !equal(*coding, "chunked"))
      refuse("Transfer-Encoding must be chunked, without Content-Length.");
  } else if (lengths > 0) {
    body_ = Body::Sized;
    if (lengths > 1) refuse("There is more than one Content-Length.");
    length_ = number(*request.header("Content-Length"), 10, "Content-Length must be a number.");
    if (length_ == 0) body_ = Body::None;
  }
}

bool HttpReader::take_body(Request& request, std::size_t limit) {
  if (body_ == Body::Sized) {
    if (length_ > limit - request.body.size()) throw Error(Code::BodyTooLarge);
    if (take_part(request.body)) body_ = Body::None;
  } else if (body_ != Body::None && take_chunked(request.body, limit)) {
    body_ = Body::None;
  }
  return body_ == Body::None;
}

bool HttpReader::take_line(std::size_t most, std::string& line) {
  const auto end = buffer_.find("\r\n");
  // If the end has arrived in half, only its CR is there.
  const std::size_t come = end == std::string::npos && buffer_.ends_with('\r') ? buffer_.size() - 1 : buffer_.size();
  if (std::min(end, come) > most) refuse("A line is too long.");
  if (end == std::string::npos) return false;
  line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return true;
}

bool HttpReader::take_part(std::string& into) {
  const std::size_t count = std::min(length_, buffer_.size());
  into.append(buffer_, 0, count);
  buffer_.erase(0, count);
  if (buffer_.empty()) wipe(buffer_);
  length_ -= count;
  return length_ == 0;
}

// RFC 9112 section 7.1.
bool HttpReader::take_chunked(std::string& into, std::size_t limit) {
  std::string line;
  while (true) {
    if (body_ == Body::Chunk) {
      if (!take_part(into)) return false;
      body_ = Body::ChunkEnd;
    }
    if (!take_line(body_ == Body::ChunkEnd ? 0 : body_ == Body::ChunkSize ? 256 : 1024, line)) return false;
    if (body_ == Body::ChunkEnd) {
      body_ = Body::ChunkSize;
    } else if (body_ == Body::ChunkSize) {
      line.resize(std::min(line.size(), line.find_first_of("; \t")));
      length_ = number(line, 16, "A chunk size is malformed.");
      if (length_ > limit - into.size()) throw Error(Code::BodyTooLarge);
      body_ = length_ == 0 ? Body::Trailers : Body::Chunk;
    } else if (line.empty()) {
      return true;
    } else if (++trailers_ > 16) {  // they are dropped
      refuse("There are too many trailers.");
    }
  }
}

}  // namespace lethe::api
