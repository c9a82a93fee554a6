// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/connection.hpp"

#include <Poco/Net/HTTPResponse.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "api/http/problem.hpp"
#include "api/http/security_headers.hpp"
#include "api/sockets/circuit.hpp"
#include "mcu/base/log.hpp"
#include "mcu/base/secret.hpp"

namespace lethe::api {
namespace {

using std::chrono::seconds;

// Until another request. Longer than usual proxies keep a connection; otherwise they would send into a closing one.
constexpr auto idle_patience = seconds(75);
// The part of a response that a client must take to get more time.
constexpr std::size_t part_of_answer = 4096;
// For input that still arrives before the connection ends: closing with unread bytes would discard the response.
constexpr auto drain_patience = seconds(1);
constexpr std::size_t drained_most = 1'048'576;

bool expects_continue(const Request& request) {
  const auto* expect = request.header("Expect");
  return expect != nullptr && ::strcasecmp(expect->c_str(), "100-continue") == 0;
}

// Neither browsers nor proxies may store anything but the files of the page, which say so themselves. nginx would delay
// a response and write what a slow reader leaves to its disk (X-Accel-Buffering); Apache, HAProxy and Caddy would delay
// an endless response in order to compress it (no-transform; an encoding, for Caddy before 2.7).
void forbid_keeping(const Response& response, Poco::Net::HTTPResponse& head) {
  if (head.has("Cache-Control")) return;
  head.set("X-Accel-Buffering", "no");
  if (response.stream) {
    head.set("Cache-Control", "no-store, no-transform");
    head.set("Content-Encoding", "identity");
  } else {
    head.set("Cache-Control", "no-store");
  }
}

}  // namespace

std::string to_bytes(const Response& response, const std::string& method, bool keep_alive) {
  using Poco::Net::HTTPResponse;
  HTTPResponse head(HTTPResponse::HTTP_1_1, static_cast<HTTPResponse::HTTPStatus>(response.status));
  for (const auto& [name, value] : response.headers) head.add(name, value);
  for (const auto& [name, value] : security_headers)
    if (!head.has(std::string(name))) head.add(std::string(name), std::string(value));
  forbid_keeping(response, head);
  if (!response.stream && response.status != 204 && response.status != 304)
    head.setContentLength64(static_cast<Poco::Int64>(response.body.size() + response.file.size()));
  head.setKeepAlive(keep_alive);
  std::ostringstream out;
  head.write(out);
  if (method != "HEAD") out << response.body;
  return out.str();
}

Connection::Connection(ClientSocket socket, const ConnectionSetting& setting)
    : setting_(setting), socket_(std::move(socket)) {
  if (setting.from == ConnectionSetting::From::Net)
    peer_ = socket_.peer();
  else
    peer_ = "no circuit yet";
  enter(setting.tls.on()                                 ? Phase::Handshake
        : setting.from == ConnectionSetting::From::Onion ? Phase::FirstLine
                                                         : Phase::Head,
        setting.patience);
  network_ = home();
}

Connection::~Connection() {
  if (stream_) setting_.streams.discard(stream_);
}

std::string Connection::home() const { return setting_.desk.is_proxy(peer_) ? std::string() : wide_network(peer_); }

void Connection::enter(Phase phase, Clock::duration patience) {
  phase_ = phase;
  moved_ = 0;
  deadline_ = Clock::now() + patience;
}

Connection::Next Connection::go_on() {
  try {
    std::optional<Next> next;
    while (!next) next = step();
    return *next;
  } catch (const std::exception&) {  // nothing of it may reach the log
    log::warning("connection-failed");
    return Next::Over;
  }
}

std::optional<Connection::Next> Connection::step() {
  try {
    switch (phase_) {
      case Phase::Handshake:
        return Next::Thread;
      case Phase::Ready:
        if (!route_->file) return Next::Thread;
        answer(setting_.desk.serve(*route_, request_), true);  // no computing, no waiting
        break;
      case Phase::FirstLine:
        return read_circuit();
      case Phase::Head:
        return read_head();
      case Phase::Body:
        return read_body();
      case Phase::Answer:
        return write();
      case Phase::Draining:
        return drain();
    }
  } catch (const Error& error) {
    answer(problem(error), false);
  }
  return std::nullopt;
}

std::optional<Connection::Next> Connection::receive() {
  std::array<char, 8192> bytes;
  const auto got = socket_.receive(bytes.data(), bytes.size());
  if (!got) return Next::Bytes;
  if (*got <= 0) return Next::Over;
  if (phase_ == Phase::Head && !reader_.has_bytes()) deadline_ = Clock::now() + setting_.patience;
  reader_.add({bytes.data(), static_cast<std::size_t>(*got)});
  ::explicit_bzero(bytes.data(), static_cast<std::size_t>(*got));  // may be a password, and the stack stays
  return std::nullopt;
}

std::optional<Connection::Next> Connection::read_circuit() {
  std::string line;
  if (!reader_.take_first_line(proxy_line_most, line)) return receive();
  const auto circuit = circuit_of(line);
  if (!circuit) return Next::Over;
  peer_ = network_ = *circuit;
  enter(Phase::Head, setting_.patience);
  return std::nullopt;
}

std::optional<Connection::Next> Connection::read_head() {
  if (!reader_.has_bytes() || !reader_.take_head(request_)) return receive();
  request_.onion = setting_.from == ConnectionSetting::From::Onion;
  request_.client = peer_;
  auto admitted = setting_.desk.admit(request_);
  network_ = wide_network(request_.client);
  if (auto* refusal = std::get_if<Response>(&admitted)) {
    answer(std::move(*refusal), true);
    return std::nullopt;
  }
  route_ = std::get<const Route*>(admitted);
  asked_for_body_ = !expects_continue(request_);
  enter(Phase::Body, setting_.patience);
  return std::nullopt;
}

std::optional<Connection::Next> Connection::read_body() {
  if (reader_.take_body(request_, setting_.desk.body_limit())) {
    enter(Phase::Ready, setting_.patience);
    return std::nullopt;
  }
  constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
  if (!std::exchange(asked_for_body_, true) &&
      socket_.send(go_ahead.data(), go_ahead.size()).value_or(0) != std::ssize(go_ahead))
    return Next::Over;
  return receive();
}

Connection::Next Connection::work() {
  try {
    if (phase_ == Phase::Handshake) {
      const auto handshake = socket_.shake_hands();
      if (handshake == ClientSocket::Handshake::Waits) return Next::Bytes;
      if (handshake == ClientSocket::Handshake::Broken) return Next::Over;
      enter(Phase::Head, setting_.patience);
    } else {
      answer(setting_.desk.serve(*route_, request_), true);
      if (stream_) return Next::Stream;
    }
  } catch (const std::exception&) {
    log::warning("connection-failed");
    return Next::Over;
  }
  return go_on();
}

Connection::Next Connection::refuse(const Error& error) {
  if (phase_ == Phase::Handshake) return Next::Over;
  answer(problem(error), false);
  return go_on();
}

void Connection::turn_away() {
  if ((phase_ != Phase::Head && phase_ != Phase::Body) || idle()) return;
  answer(problem(Error(Code::Busy)), false);
  write();
}

void Connection::become_stream() { setting_.streams.attach(std::exchange(stream_, nullptr), std::move(socket_), out_); }

void Connection::answer(Response response, bool go_on) {
  if (setting_.tls.on()) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  stream_ = response.stream;
  // The rest of the body would be read as the next request.
  keep_ = go_on && !stream_ && request_.keep_alive && !reader_.body_pending();
  out_ = to_bytes(response, request_.method, keep_);
  file_ = request_.method == "HEAD" ? std::string_view() : response.file;
  request_ = {};
  enter(Phase::Answer, setting_.patience);
}

std::optional<Connection::Next> Connection::write() {
  std::size_t written = 0;
  while (written < out_.size() + file_.size()) {
    const bool of_file = written >= out_.size();
    const std::string_view rest =
        of_file ? file_.substr(written - out_.size()) : std::string_view(out_).substr(written);
    const auto sent = socket_.send(rest.data(), rest.size());
    if (sent && *sent < 0) return Next::Over;
    if (!sent) {
      file_.remove_prefix(of_file ? written - out_.size() : 0);
      out_.erase(0, written);
      moved_ += written;
      if (moved_ >= part_of_answer) enter(Phase::Answer, setting_.patience);
      return Next::Room;
    }
    written += static_cast<std::size_t>(*sent);
  }
  wipe(out_);
  file_ = {};
  if (!keep_) {
    socket_.finish();
    enter(Phase::Draining, drain_patience);
    return std::nullopt;
  }
  served_ = true;
  network_ = home();
  enter(Phase::Head, reader_.has_bytes() ? setting_.patience : idle_patience);
  if (reader_.has_bytes()) return Next::Turn;
  return std::nullopt;
}

std::optional<Connection::Next> Connection::drain() {
  std::array<char, 8192> dropped;
  const auto got = socket_.receive(dropped.data(), dropped.size());
  if (!got) return Next::Bytes;
  if (*got <= 0) return Next::Over;
  moved_ += static_cast<std::size_t>(*got);
  return moved_ < drained_most ? std::nullopt : std::optional(Next::Over);
}

}  // namespace lethe::api
