// SPDX-License-Identifier: AGPL-3.0-or-later
// A real lethe on a free loopback port for one test: started with a configuration in a private folder, queried over
// HTTP, ended with SIGTERM.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "mcu/base/fields.hpp"

namespace lethe::test {

struct HttpReply {
  int status = 0;
  std::string body, etag, location;
  Json json() const { return Json::parse(body, nullptr, false); }
};

class LetheServer {
 public:
  // `yaml` is added to a configuration with a free port and one API key; its first lines may add to `http`.
  explicit LetheServer(const std::string& yaml = {}, const std::string& program = LETHE_BIN);
  ~LetheServer();
  LetheServer(const LetheServer&) = delete;
  LetheServer& operator=(const LetheServer&) = delete;

  HttpReply ask(const std::string& method, const std::string& path, const std::string& token,
                const std::string& body = {}, const std::string& type = "application/json") const;
  std::string api_key() const { return "lk_test-key"; }

  std::string make_room();                                            // its id
  Json join(const std::string& room, const std::string& name) const;  // the Joined object
  // Posts an offer; returns the answer.
  std::string offer(const std::string& room, const Json& joined, const std::string& sdp) const;

  pid_t pid() const { return pid_; }
  int port() const { return port_; }
  const std::string& log();                                        // of all its processes: standard output and error
  const std::filesystem::path& folder() const { return folder_; }  // configuration and state
  std::vector<pid_t> media_processes() const;                      // children of lethe, oldest first
  // The data of the first event of a stream.
  Json first_event(const std::string& path, const std::string& token) const;
  // SIGTERM; returns the exit status and how long it took.
  std::pair<int, std::chrono::milliseconds> stop();
  int end_with(int signal);  // returns what waitpid() says of it
  // After its end, on the same port: returns once it serves. Rooms and accounts are as they were.
  void start_again();

 private:
  void start();

  std::string program_;
  pid_t pid_ = -1;
  int stderr_ = -1;
  int port_ = 0;
  std::string log_;
  std::filesystem::path folder_;
};

// Waits until the condition holds; false after the limit.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds(10));

// What a process holds, from /proc.
struct Holdings {
  std::size_t threads = 0, descriptors = 0, sockets = 0;
  std::size_t private_kb = 0;  // anonymous memory
  bool operator==(const Holdings&) const = default;
};
Holdings holdings(pid_t pid);

}  // namespace lethe::test
