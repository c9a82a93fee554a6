// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/process/lethe_server.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lethe::test {
namespace {

// SHA-256 of api_key().
constexpr const char* key_hash = "73718d09bc45f2056bd78b97abe2608c0c67494e18f0b81b80d77934f37b1c1a";

// Reads stderr into `text` until the line that names the port.
int read_port(int fd, std::string& text) {
  char c;
  while (::read(fd, &c, 1) == 1) {
    text += c;
    const auto at = text.find("serving port=");
    if (at != text.npos && c == '\n') return std::stoi(text.substr(at + 13));
  }
  throw std::runtime_error("lethe did not start: " + text);
}

}  // namespace

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
    ::usleep(2000);  // between two looks at the condition
  }
  return true;
}

LetheServer::LetheServer(const std::string& yaml, const std::string& program) : program_(program) {
  folder_ = std::filesystem::temp_directory_path() / ("lethe-test-" + std::to_string(::getpid()) + "-XXXXXX");
  std::string name = folder_;
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  folder_ = name;
  std::ofstream(folder_ / "lethe.yaml") << "api_keys:\n  - name: test\n    sha256: " << key_hash
                                        << "\n    scopes: [rooms, participants]\nhttp:\n  port: 0\n"
                                        << "  requests_per_minute: 1000000\n"
                                        << yaml;
  start();
  // Nobody need read further lines; a full pipe must not stop the server, and does not: the log drops.
  if (!eventually([this] { return ask("GET", "/readyz", "").status == 200; }))
    throw std::runtime_error("lethe is not ready");
}

void LetheServer::start() {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {1, 2}) posix_spawn_file_actions_adddup2(&actions, pipe[1], fd);
  std::string name_of_program = program_, option = "--config", path = folder_ / "lethe.yaml";
  char* argv[] = {name_of_program.data(), option.data(), path.data(), nullptr};
  // Nothing of ours but what the leak check is told to leave out.
  const char* const known = std::getenv("LSAN_OPTIONS");
  std::string leaks = std::string("LSAN_OPTIONS=") + (known != nullptr ? known : "");
  char* environment[] = {leaks.data(), nullptr};
  if (::posix_spawn(&pid_, program_.c_str(), &actions, nullptr, argv, environment) != 0)
    throw std::runtime_error("posix_spawn");
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  stderr_ = pipe[0];
  port_ = read_port(stderr_, log_);
  ::fcntl(stderr_, F_SETFL, O_NONBLOCK);
}

void LetheServer::start_again() {
  const std::string config = folder_ / "lethe.yaml";
  std::string text;
  std::getline(std::ifstream(config), text, '\0');
  if (const auto any = text.find("  port: 0\n"); any != text.npos)
    std::ofstream(config) << text.replace(any, 10, "  port: " + std::to_string(port_) + "\n");
  log();
  ::close(stderr_);
  start();
}

LetheServer::~LetheServer() {
  if (pid_ > 0) stop();
  ::close(stderr_);
  std::filesystem::remove_all(folder_);
}

std::pair<int, std::chrono::milliseconds> LetheServer::stop() {
  const auto start = std::chrono::steady_clock::now();
  const int status = end_with(SIGTERM);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
          std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start)};
}

int LetheServer::end_with(int signal) {
  ::kill(pid_, signal);
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return status;
}

const std::string& LetheServer::log() {
  char bytes[4096];
  for (ssize_t n; (n = ::read(stderr_, bytes, sizeof bytes)) > 0;) log_.append(bytes, static_cast<std::size_t>(n));
  return log_;
}

HttpReply LetheServer::ask(const std::string& method, const std::string& path, const std::string& token,
                           const std::string& body, const std::string& type) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  Poco::Net::HTTPRequest request(method, path, "HTTP/1.1");
  if (!token.empty()) request.set("Authorization", "Bearer " + token);
  if (!body.empty()) {
    request.setContentType(type);
    request.setContentLength(static_cast<std::streamsize>(body.size()));
  }
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  std::string text;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), text);
  return {response.getStatus(), text, response.get("ETag", ""), response.get("Location", "")};
}

std::string LetheServer::make_room() {
  return ask("POST", "/api/v1/rooms", api_key(), R"({"name": "Test"})").json().at("id");
}

Json LetheServer::join(const std::string& room, const std::string& name) const {
  return ask("POST", "/api/v1/rooms/" + room + "/participants", api_key(), Json{{"displayName", name}}.dump()).json();
}

std::string LetheServer::offer(const std::string& room, const Json& joined, const std::string& sdp) const {
  const std::string id = joined.at("participant").at("id"), token = joined.at("token");
  const auto reply =
      ask("POST", "/api/v1/rooms/" + room + "/participants/" + id + "/session", token, sdp, "application/sdp");
  if (reply.status != 201) throw std::runtime_error("offer refused: " + reply.body);
  return reply.body;
}

Json LetheServer::first_event(const std::string& path, const std::string& token) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
  request.set("Authorization", "Bearer " + token);
  session.sendRequest(request);
  Poco::Net::HTTPResponse response;
  std::istream& events = session.receiveResponse(response);
  for (std::string line; std::getline(events, line);)
    if (line.rfind("data: ", 0) == 0) return Json::parse(line.substr(6));
  throw std::runtime_error("no event: " + std::to_string(response.getStatus()));
}

std::vector<pid_t> LetheServer::media_processes() const {
  std::vector<pid_t> found;
  const auto task = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& thread : std::filesystem::directory_iterator(task)) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child; children >> child;) found.push_back(child);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Holdings holdings(pid_t pid) {
  const std::filesystem::path process = "/proc/" + std::to_string(pid);
  Holdings held;
  held.threads = static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(process / "task"), std::filesystem::directory_iterator()));
  for (const auto& fd : std::filesystem::directory_iterator(process / "fd")) {
    ++held.descriptors;
    std::error_code gone;
    if (std::filesystem::read_symlink(fd.path(), gone).string().rfind("socket:", 0) == 0) ++held.sockets;
  }
  std::ifstream status(process / "status");
  for (std::string key; status >> key;)
    if (key == "RssAnon:") status >> held.private_kb;
  return held;
}

}  // namespace lethe::test
