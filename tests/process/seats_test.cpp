// SPDX-License-Identifier: AGPL-3.0-or-later
// Many listeners of a real conference: their cost, and the cost to others of one who stops reading.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "mcu/wire/descriptor.hpp"
#include "pipelines/gst/gst_warm_up.hpp"
#include "tests/bench/crowd/crowd.hpp"
#include "tests/bench/measuring/cpu_usage.hpp"
#include "tests/process/audit/run.hpp"

namespace lethe::test {
namespace {

using namespace std::chrono_literals;

// Somebody who listens, with a plain socket.
struct Seat {
  // `stream`: the document by which the stream is asked for.
  Seat(const LetheServer& server, const std::string& room, const std::string& stream)
      : token(join(server, room, "Listener")) {
    const HttpReply ticket = server.ask("POST", path + "/streams", token, stream);
    url = ticket.json().at("url");
    socket = wire::Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("no connection");
    const std::string request = "GET " + url + " HTTP/1.1\r\nHost: lethe\r\n\r\n";
    if (::send(socket.fd(), request.data(), request.size(), 0) < 0) throw std::runtime_error("no request");
  }

  std::string path, token, url;
  wire::Descriptor socket;
  std::size_t bytes = 0;
  bool ended = false;

 private:
  std::string join(const LetheServer& server, const std::string& room, const std::string& name) {
    const HttpReply reply = server.ask("POST", "/api/v1/rooms/" + room + "/participants", server.api_key(),
                                       R"({"displayName":")" + name + R"(","listening":true})");
    if (reply.status != 201) throw std::runtime_error("join refused: " + reply.body);
    path = reply.location;
    return reply.json().at("token");
  }
};

// Reads all of them for a while.
void read_for(std::vector<std::unique_ptr<Seat>>& seats, std::chrono::milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  std::vector<char> some(65'536);
  while (std::chrono::steady_clock::now() < until) {
    std::vector<pollfd> polled;
    for (const auto& seat : seats) polled.push_back({seat->ended ? -1 : seat->socket.fd(), POLLIN, 0});
    ::poll(polled.data(), polled.size(), 20);
    for (std::size_t i = 0; i < seats.size(); ++i) {
      if ((polled[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      const ssize_t got = ::recv(seats[i]->socket.fd(), some.data(), some.size(), MSG_DONTWAIT);
      if (got > 0)
        seats[i]->bytes += static_cast<std::size_t>(got);
      else
        seats[i]->ended = true;
    }
  }
}

// Two who send, in a room with space for fifty who listen.
class Seats : public testing::Test {
 protected:
  Seats() {
    gst::warm_up();
    for (const auto& clip : bench::make_clips(2, {.senders = 2})) crowd.add(room, {.clip = clip, .keeps = false});
    if (!crowd.settles(10, 20s)) throw std::runtime_error("no meeting");
    processes.push_back(server.pid());
    for (const pid_t pid : server.media_processes()) processes.push_back(pid);
  }

  double cores(std::chrono::milliseconds time) {
    const auto before = bench::sample_cpu(processes);
    read_for(seats, time);
    return bench::between(before, bench::sample_cpu(processes)).cores;
  }
  // Cores of each of 49 seats, beside one.
  double cost_of_each(const std::string& stream) {
    const double none = cores(5s);
    seats.push_back(std::make_unique<Seat>(server, room, stream));
    read_for(seats, 2s);
    const double one = cores(5s);
    while (seats.size() < 50) seats.push_back(std::make_unique<Seat>(server, room, stream));
    read_for(seats, 2s);
    const double fifty = cores(5s), each = (fifty - one) / 49;
    std::printf("%s: %.3f cores without seats, %.3f with one, %.3f with 50, %.4f each\n", stream.c_str(), none, one,
                fifty, each);
    RecordProperty("millicores_each", static_cast<int>(1000 * each));
    for (const auto& seat : seats) {
      EXPECT_FALSE(seat->ended);
      EXPECT_GT(seat->bytes, 100'000U);
    }
    return each;
  }
  // What comes within five seconds: the fewest bytes of a seat, and the fewest pictures of those with WebRTC.
  struct Got {
    std::size_t bytes = 0, pictures = 0;
  };
  Got got_by_least() {
    for (const auto& seat : seats) seat->bytes = 0;
    const auto before = pictures();
    read_for(seats, 5s);
    const auto after = pictures();
    Got least{SIZE_MAX, SIZE_MAX};
    for (const auto& seat : seats) least.bytes = std::min(least.bytes, seat->bytes);
    for (std::size_t i = 0; i < after.size(); ++i) least.pictures = std::min(least.pictures, after[i] - before[i]);
    return least;
  }
  // That each of those with WebRTC has received.
  std::vector<std::size_t> pictures() {
    return crowd.with_loop([this] {
      std::vector<std::size_t> counts;
      for (const auto& member : crowd.members()) counts.push_back(member->frames().size());
      return counts;
    });
  }

  LetheServer server{"media:\n  addresses: [127.0.0.1]\nlimits:\n  participants_per_room: 60\n"};
  const std::string room = server.make_room();
  bench::Crowd crowd{server};
  std::vector<pid_t> processes;
  std::vector<std::unique_ptr<Seat>> seats;
};

TEST_F(Seats, FiftyCostNearlyNothingAndOneThatStopsCostsTheOthersNothing) {
  [[maybe_unused]] const double each = cost_of_each("{}");
#ifndef LETHE_SANITIZED
  EXPECT_LT(each, 0.01);
#endif

  // One stops for longer than all buffers last; the others get as many bytes as before, and those with WebRTC as many
  // pictures.
  const Got before = got_by_least();
  auto stopped = std::move(seats.back());
  seats.pop_back();
  const Got during = got_by_least();
  std::printf("in 5 s the least: %zu bytes, %zu pictures; while one has stopped %zu, %zu\n", before.bytes,
              before.pictures, during.bytes, during.pictures);
  EXPECT_GT(during.bytes, before.bytes / 2);
  EXPECT_GT(during.pictures, before.pictures / 2);
  const auto person = [&] { return server.ask("GET", stopped->path, stopped->token).json(); };
  EXPECT_EQ(person().at("connection"), "connected");
  std::vector<std::unique_ptr<Seat>> again;
  again.push_back(std::move(stopped));
  read_for(again, 1s);
  again[0]->bytes = 0;
  read_for(again, 3s);
#ifdef __SANITIZE_THREAD__  // under which fewer pictures are made
  constexpr std::size_t bytes_least = 20'000;
#else
  constexpr std::size_t bytes_least = 50'000;
#endif
  EXPECT_GT(again[0]->bytes, bytes_least) << "it goes on";

  const Audit audit = run_audit("--pid " + std::to_string(server.pid()));
  EXPECT_EQ(audit.verdict(), "pass") << "while streams flow";
  for (const auto& seat : seats) EXPECT_EQ(server.log().find(seat->url), std::string::npos);
}

// Ten JPEG encodes of 360p a second take 0.008 cores: so much each would cost if it had its own.
TEST_F(Seats, FiftyWithoutAScriptShareOneEncode) {
  [[maybe_unused]] const double each = cost_of_each(R"({"form":"jpeg","pictures":10})");
#ifndef LETHE_SANITIZED
  EXPECT_LT(each, 0.005);
#endif
}

}  // namespace
}  // namespace lethe::test
