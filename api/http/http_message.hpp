// SPDX-License-Identifier: AGPL-3.0-or-later
// One HTTP request and its response as plain values, so that handlers need no socket.
#pragma once

#include <strings.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lethe::api {

class EventStream;

struct CaseLess {
  bool operator()(const std::string& a, const std::string& b) const { return ::strcasecmp(a.c_str(), b.c_str()) < 0; }
};

struct Request {
  std::string method;
  std::string path;  // without the query
  std::multimap<std::string, std::string, CaseLess> headers;
  std::string body;
  std::string client;  // numeric address, or a Tor circuit; for the rate limit only, never logged
  bool onion = false;  // came over the onion service: has no address, and nothing may ask for it
  bool keep_alive = true;
  std::vector<std::string> parameters;  // values of the route pattern's {…}, in order

  const std::string* header(const std::string& name) const {
    const auto at = headers.find(name);
    return at == headers.end() ? nullptr : &at->second;
  }
  // All fields with this name, which together are one list (RFC 9110, 5.3). Empty: none.
  std::string list(const std::string& name) const {
    std::string joined;
    for (auto [at, end] = headers.equal_range(name); at != end; ++at)
      joined += (joined.empty() ? "" : ", ") + at->second;
    return joined;
  }
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string_view file = {};                // follows the body; part of the program, so it need not be copied
  std::string_view code = {};                // of the error, from its table; empty: no error
  std::shared_ptr<EventStream> stream = {};  // set: no body, the socket is handed to this stream
};

}  // namespace lethe::api
