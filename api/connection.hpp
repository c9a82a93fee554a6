// SPDX-License-Identifier: AGPL-3.0-or-later
// One client connection: reads requests and writes responses until it ends or becomes an event stream. Poco makes one
// for each accepted socket and runs it on a thread of its pool.
#pragma once

#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>

#include "api/front_desk.hpp"
#include "api/http_reader.hpp"
#include "api/tls.hpp"

namespace lethe::api {

// What all connections share; outlives them.
struct ConnectionSetting {
  FrontDesk& desk;
  EventStreams& streams;
  int stop_fd;                        // readable from the moment the server stops
  std::function<bool()> others_wait;  // connections wait for a thread: do not keep one for an idle client
  const Tls& tls;
  enum class From { Net, Onion /* through tor, which says first by which circuit */ };
  From from;
  std::chrono::seconds patience;  // with a client, for each part of a request and for taking the answer
};

class Connection : public Poco::Net::TCPServerConnection {
 public:
  Connection(const Poco::Net::StreamSocket& socket, const ConnectionSetting& setting);
  void run() override;

 private:
  enum class Next { Request, Nothing };
  Next serve_one(TimedSocket& socket, HttpReader& reader, bool last);
  Response respond(HttpReader& reader, Request& request);

  const ConnectionSetting& setting_;
  std::string circuit_;  // set: it came over the onion service
};

class ConnectionFactory : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit ConnectionFactory(const ConnectionSetting& setting) : setting_(setting) {}
  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
    return new Connection(socket, setting_);  // Poco deletes it
  }

 private:
  const ConnectionSetting& setting_;
};

// Status line and headers, and the body unless `method` is HEAD.
std::string to_bytes(const Response& response, const std::string& method, bool keep_alive);

}  // namespace lethe::api
