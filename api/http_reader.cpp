// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http_reader.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace lethe::api {
namespace {

constexpr std::size_t head_most = 16'384;

[[noreturn]] void refuse(const char* detail) { throw Error(Code::InvalidParameter, detail); }

// RFC 9112 sections 2.2 and 5: what other readers of the same bytes might understand differently.
void check_lines(const std::string& head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '\0') refuse("The request head holds a null byte.");
    if ((c == '\n' && (i == 0 || head[i - 1] != '\r')) || (c == '\r' && (i + 1 == head.size() || head[i + 1] != '\n')))
      refuse("Lines of the request head must end with CR LF.");
    if (c == '\n' && i + 1 < head.size()) {
      const auto end = std::min(head.find("\r\n", i), head.size());
      const auto colon = head.find(':', i);
      if (head[i + 1] == '\r') continue;  // the empty line
      if (colon >= end || colon == i + 1 || head.find_first_of(" \t", i) < colon) refuse("A header line is malformed.");
    }
  }
}

std::string path_of(const std::string& target) {
  std::string path = target.substr(0, target.find_first_of("?#"));
  if (const auto scheme = path.find("://"); scheme != std::string::npos && !path.starts_with('/')) {  // absolute-form
    const auto slash = path.find('/', scheme + 3);
    path = slash == std::string::npos ? "/" : path.substr(slash);
  }
  return path;
}

template <class T>
std::size_t number(const std::string& text, int base, const T& wrong) {
  std::size_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (failure == std::errc::result_out_of_range) throw Error(Code::BodyTooLarge);
  if (failure != std::errc{} || end != text.data() + text.size()) refuse(wrong);
  return value;
}

}  // namespace

void HttpReader::fill() {
  std::array<char, 8192> bytes;
  const auto got = socket_.receive(bytes.data(), bytes.size(), deadline_);
  if (got == 0) throw ConnectionOver{};
  buffer_.append(bytes.data(), got);
  ::explicit_bzero(bytes.data(), got);  // it may be a password, and the stack is not given back
}

std::string HttpReader::read_first_line(std::size_t most) {
  deadline_ = TimedSocket::Clock::now() + patience_;
  return take_line(most);
}

bool HttpReader::read_head(Request& request) {
  deadline_ = TimedSocket::Clock::now() + patience_;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (buffer_.size() > head_most) refuse("The request head is too large.");
    try {
      fill();
    } catch (const ConnectionOver&) {
      if (buffer_.empty()) return false;
      throw;
    }
  }
  if (end > head_most) refuse("The request head is too large.");
  const std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  check_lines(head);
  Poco::Net::HTTPRequest parsed;
  try {
    std::istringstream text(head);
    parsed.read(text);
  } catch (const Poco::Exception&) {
    refuse("The request head is malformed.");
  }
  request.method = parsed.getMethod();
  request.path = path_of(parsed.getURI());
  for (const auto& [name, value] : parsed) request.headers.emplace(name, value);
  request.keep_alive = parsed.getVersion() == "HTTP/1.1" && parsed.getKeepAlive();
  frame_body(request);
  return true;
}

void HttpReader::frame_body(const Request& request) {
  const auto lengths = request.headers.count("Content-Length");
  const std::string* coding = request.header("Transfer-Encoding");
  body_ = Body::None;
  length_ = 0;
  if (coding != nullptr) {
    body_ = Body::Chunked;  // whatever comes, the bytes behind this head are not the next request
    if (lengths > 0 || request.headers.count("Transfer-Encoding") > 1 || ::strcasecmp(coding->c_str(), "chunked") != 0)
      refuse("Transfer-Encoding must be chunked, without Content-Length.");
  } else if (lengths > 0) {
    body_ = Body::Sized;
    if (lengths > 1) refuse("There is more than one Content-Length.");
    length_ = number(*request.header("Content-Length"), 10, "Content-Length must be a number.");
    if (length_ == 0) body_ = Body::None;
  }
}

void HttpReader::read_body(Request& request, std::size_t limit) {
  deadline_ = TimedSocket::Clock::now() + patience_;
  if (body_ == Body::None) return;
  if (length_ > limit) throw Error(Code::BodyTooLarge);
  if (const auto* expect = request.header("Expect");
      expect != nullptr && ::strcasecmp(expect->c_str(), "100-continue") == 0)
    socket_.send("HTTP/1.1 100 Continue\r\n\r\n", deadline_);
  if (body_ == Body::Sized)
    take(length_, request.body);
  else
    read_chunks(request.body, limit);
  body_ = Body::None;
}

std::string HttpReader::take_line(std::size_t most) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (buffer_.size() > most) refuse("A line is too long.");
    fill();
  }
  if (end > most) refuse("A line is too long.");
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

void HttpReader::take(std::size_t count, std::string& into) {
  while (buffer_.size() < count) fill();
  into.append(buffer_, 0, count);
  buffer_.erase(0, count);
  if (buffer_.empty()) wipe(buffer_);
}

// RFC 9112 section 7.1.
void HttpReader::read_chunks(std::string& into, std::size_t limit) {
  while (true) {
    std::string line = take_line(256);
    line.resize(std::min(line.size(), line.find_first_of("; \t")));
    const std::size_t size = number(line, 16, "A chunk size is malformed.");
    if (size > limit - into.size()) throw Error(Code::BodyTooLarge);
    if (size == 0) break;
    take(size, into);
    if (!take_line(2).empty()) refuse("A chunk is longer than it says.");
  }
  for (int trailers = 0; !take_line(1024).empty();)  // dropped
    if (++trailers > 16) refuse("There are too many trailers.");
}

}  // namespace lethe::api
