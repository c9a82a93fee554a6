// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/connection.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPResponse.h>

#include <sstream>

#include "api/circuit.hpp"
#include "api/problem.hpp"
#include "api/security_headers.hpp"
#include "base/log.hpp"

namespace lethe::api {
namespace {

using std::chrono::seconds;
constexpr auto idle_patience = seconds(5);  // for another request
constexpr int requests_most = 100;          // of one connection, so that threads go round

// Neither browsers nor proxies keep anything but the files of the page, which say so themselves. nginx would hold an
// answer back, and write to its disk what a slow reader leaves for later (X-Accel-Buffering); Apache, HAProxy and Caddy
// would hold an answer without an end back to compress it (no-transform; an encoding, for Caddy before 2.7).
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
    head.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  head.setKeepAlive(keep_alive);
  std::ostringstream out;
  head.write(out);
  if (method != "HEAD") out << response.body;
  return out.str();
}

Connection::Connection(const Poco::Net::StreamSocket& socket, const ConnectionSetting& setting)
    : Poco::Net::TCPServerConnection(socket), setting_(setting) {}

void Connection::run() {
  try {
    TimedSocket socket_here(ClientSocket(socket(), setting_.tls.current()), setting_.stop_fd);
    HttpReader reader(socket_here, setting_.patience);
    if (setting_.from == ConnectionSetting::From::Onion) {
      const auto circuit = circuit_of(reader.read_first_line(proxy_line_most));
      if (!circuit) return;
      circuit_ = *circuit;
    }
    for (int served = 1; served <= requests_most; ++served) {
      const auto patience = served == 1 ? setting_.patience : std::min(idle_patience, setting_.patience);
      const auto give_up = [&] { return served > 1 && setting_.others_wait(); };
      if (!reader.has_bytes() && !socket_here.wait_for_bytes(TimedSocket::Clock::now() + patience, give_up)) return;
      if (serve_one(socket_here, reader, served == requests_most) == Next::Nothing) return;
    }
  } catch (const ConnectionOver&) {
  } catch (const std::exception&) {  // Poco's, of a socket that is gone; nothing of it may reach the log
    log::warning("connection-failed");
  }
}

Connection::Next Connection::serve_one(TimedSocket& socket, HttpReader& reader, bool last) {
  Request request;
  Response response;
  bool understood = true;
  try {
    if (!reader.read_head(request)) return Next::Nothing;
    request.onion = !circuit_.empty();
    request.client = request.onion ? circuit_ : socket.socket().peer();
    response = respond(reader, request);
  } catch (const Error& error) {
    understood = false;
    response = problem(error);
  }
  if (setting_.tls.on()) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  if (response.stream) {
    setting_.streams.attach(response.stream, socket.socket(), to_bytes(response, request.method, false));
    return Next::Nothing;
  }
  // What is left of the body would be read as the next request.
  const bool go_on = understood && !last && request.keep_alive && !reader.body_pending() && !setting_.others_wait();
  socket.send(to_bytes(response, request.method, go_on), TimedSocket::Clock::now() + setting_.patience);
  if (go_on) return Next::Request;
  socket.close_gently();
  return Next::Nothing;
}

Response Connection::respond(HttpReader& reader, Request& request) {
  auto admitted = setting_.desk.admit(request);
  if (auto* refusal = std::get_if<Response>(&admitted)) return std::move(*refusal);
  reader.read_body(request, setting_.desk.body_limit());
  return setting_.desk.serve(*std::get<const Route*>(admitted), request);
}

}  // namespace lethe::api
