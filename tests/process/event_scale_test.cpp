// SPDX-License-Identifier: AGPL-3.0-or-later
// A thousand people in one room, each with an event stream: the memory of the streams, and how soon an event has
// reached all of them.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "tests/process/lethe_server.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
// And so many come at a time as are served: more would be turned away for a moment.
#ifdef __SANITIZE_THREAD__  // under which control takes seconds for ten snapshots of a room of a thousand
constexpr std::size_t readers = 200, at_once = 10;
#else
constexpr std::size_t readers = 1000, at_once = 50;
#endif

class Stream {
 public:
  Stream(int port, const std::string& path, const std::string& token)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const std::string request =
        "GET " + path + " HTTP/1.1\r\nHost: lethe\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    EXPECT_EQ(::send(fd_, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  }
  ~Stream() { ::close(fd_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  int fd() const { return fd_; }
  void read() {
    static std::array<char, 65'536> bytes;
    for (ssize_t n; (n = ::recv(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;)
      text_.append(bytes.data(), static_cast<std::size_t>(n));
  }
  bool has(const std::string& text) const { return text_.find(text) != text_.npos; }
  // Forgets what came up to the end of the last event.
  void forget() { text_.erase(0, text_.rfind("\n\n") + 2); }

 private:
  int fd_;
  std::string text_;
};

using Streams = std::vector<std::unique_ptr<Stream>>;

// Reads all streams until each has got `text`; how long that took, or nothing after 30 seconds.
std::optional<std::chrono::milliseconds> all_get(Streams& streams, const std::string& text, Clock::time_point since) {
  std::vector<Stream*> waiting;
  for (const auto& stream : streams) waiting.push_back(stream.get());
  while (true) {
    std::erase_if(waiting, [&](Stream* stream) {
      stream->read();
      return stream->has(text);
    });
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - since);
    if (waiting.empty()) return taken;
    if (taken > 30s) return std::nullopt;
    std::vector<pollfd> fds;
    for (const Stream* stream : waiting) fds.push_back({stream->fd(), POLLIN, 0});
    ::poll(fds.data(), fds.size(), 1000);
  }
}

void set_descriptors(rlim_t soft) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min(soft, limit.rlim_max);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
}

TEST(EventScale, ThousandStreamsTakeFewMegabytesAndAllHearAtOnce) {
  set_descriptors(1024);  // as a process begins with on Debian
  LetheServer server("  event_streams: 1100\nlimits:\n  participants_per_room: 1000\nmedia:\n  default_step: audio\n");
  set_descriptors(4096);
  const std::string room = "/api/v1/rooms/" + server.make_room();
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < readers; ++i)
    tokens.push_back(server
                         .ask("POST", room + "/participants", server.api_key(),
                              Json{{"displayName", "Guest " + std::to_string(i)}, {"role", "viewer"}}.dump())
                         .json()
                         .at("token"));
  const auto before = holdings(server.pid());

  Streams streams;
  for (const auto& token : tokens) {
    streams.push_back(std::make_unique<Stream>(server.port(), room + "/events", token));
    if (streams.size() % at_once == 0) {
      Streams& so_far = streams;
      ASSERT_TRUE(all_get(so_far, "\n\n", Clock::now()));
    }
  }
  ASSERT_TRUE(all_get(streams, "event: snapshot", Clock::now()));
  ASSERT_TRUE(eventually([&] {
    for (const auto& stream : streams) stream->read();
    return std::all_of(streams.begin(), streams.end(), [](const auto& one) { return one->has("\"waiting\":[]}\n\n"); });
  }));
  for (const auto& stream : streams) stream->forget();
  const auto grown = (holdings(server.pid()).private_kb - before.private_kb) / 1024;
  RecordProperty("megabytes", static_cast<int>(grown));
#ifndef LETHE_SANITIZED  // which keeps freed memory back
  EXPECT_LT(grown, 50U);
#endif

  // The median of several, because the machine may be busy with something else for a moment.
  std::vector<int> times;
  for (int i = 0; i < 11; ++i) {
    const std::string text = "Message number " + std::to_string(i) + ".";
    const auto start = Clock::now();
    ASSERT_EQ(server.ask("POST", room + "/messages", tokens[0], Json{{"text", text}}.dump()).status, 201);
    const auto taken = all_get(streams, text, start);
    ASSERT_TRUE(taken);
    times.push_back(static_cast<int>(taken->count()));
  }
  std::sort(times.begin(), times.end());
  const int median = times[times.size() / 2];
  RecordProperty("milliseconds", median);
#ifndef __SANITIZE_THREAD__  // under which all takes ten times as long
  EXPECT_LT(median, 200);
#endif
  std::printf("%zu streams: %zu MB, an event reaches all in %d ms, at most %d ms\n", readers, grown, median,
              times.back());
}

}  // namespace
}  // namespace lethe::test
