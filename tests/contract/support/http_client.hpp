// SPDX-License-Identifier: AGPL-3.0-or-later
// A plain HTTP client on one connection of its own, which can also send invalid requests.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace lethe::contract {

struct Reply {
  int status = 0;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string header(const std::string& name) const;
  nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
  std::string code() const;  // of a problem
};

class HttpConnection {
 public:
  explicit HttpConnection(std::uint16_t port, int receive_buffer = 0);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void send(std::string_view bytes);  // as it is
  // False when the server closed instead. Nothing that ought to come takes longer than ten seconds.
  bool receive_head(Reply& reply);
  std::optional<Reply> receive(bool has_body = true);
  // Everything up to and with `end`; what came so far when the server closed before.
  std::string receive_until(std::string_view end);
  bool closed_by_server();  // waits for it
  int fd() const { return fd_; }

 private:
  bool fill();
  int fd_;
  std::string buffer_;
};

using Headers = std::map<std::string, std::string>;
std::string request_text(const std::string& method, const std::string& path, const Headers& headers,
                         const std::string& body);

}  // namespace lethe::contract
