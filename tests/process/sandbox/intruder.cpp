// SPDX-License-Identifier: AGPL-3.0-or-later
// Linked only into the lethe-media of intruder_test: trickling an order, such as "intrude N", makes the media thread of
// the process that serves the room obey it. The linker (--wrap) redirects two calls of Lethe's own code to this file.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "mcu/base/check.hpp"
#include "mcu/wire/message.hpp"
#include "pipelines/room_graph.hpp"
#include "tests/process/sandbox/attempts.hpp"

using namespace lethe;

namespace {

sandbox::Place place;

// The link `prey` beside the program leads to the folder where attempts are made.
std::string prey() {
  char text[4096];
  const auto read_link = [&](const std::string& path) {
    const ssize_t length = readlink(path.c_str(), text, sizeof text);
    return std::string(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  };
  const std::string program = read_link("/proc/self/exe");
  return read_link(program.substr(0, program.rfind('/')) + "/prey");
}

std::string attempt(const std::vector<sandbox::Attempt>& attempts, const std::string& number) {
  const int error = attempts.at(static_cast<std::size_t>(std::atoi(number.c_str()))).run(place);
  return error == 0 ? "stored" : "refused " + std::to_string(error);
}

std::string say(const std::string& packet, int times) {
  constexpr int wire_fd = 3;
  for (int i = 0; i < times; ++i)
    if (::send(wire_fd, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) return "not said";
  return "said";
}

// The first word of an order -> what is done with the rest.
const std::map<std::string_view, std::string (*)(const std::string&)> orders{
    {"intrude", [](const std::string& number) { return attempt(sandbox::all_attempts(), number); }},
    {"print", [](const std::string& number) { return attempt(sandbox::attempts_on_log(), number); }},
    {"report",
     [](const std::string& times) {
       return say(wire::encode(wire::Report{.code = wire::ReportCode::EventLost}), std::atoi(times.c_str()));
     }},
    {"say", [](const std::string& packet) { return say(packet, 1); }},
    {"check",
     [](const std::string& line) -> std::string {
       check_failed("LETHE-SAID", "mix_encoder.cpp", std::atoi(line.c_str()));
     }},
    {"throw",
     [](const std::string& text) -> std::string {
       std::thread([&] { throw std::runtime_error(text); }).join();
       return "caught";
     }},
};

}  // namespace

extern "C" {

void __real__ZN5lethe7sandbox17check_descriptorsEv();
void __wrap__ZN5lethe7sandbox17check_descriptorsEv();
wire::Reply __real__ZN5lethe5media9RoomGraph5applyERKNS_4wire7TrickleE(media::RoomGraph*, const wire::Trickle&);
wire::Reply __wrap__ZN5lethe5media9RoomGraph5applyERKNS_4wire7TrickleE(media::RoomGraph*, const wire::Trickle&);

// The mistake that the walls must survive: files are open for writing when they go up.
void __wrap__ZN5lethe7sandbox17check_descriptorsEv() {
  __real__ZN5lethe7sandbox17check_descriptorsEv();
  place.folder = prey();
  place.open_file = open(place.existing().c_str(), O_RDWR);
  place.source = open((place.folder + "/source").c_str(), O_RDONLY);
  if (place.open_file < 0 || place.source < 0) _exit(99);
}

wire::Reply __wrap__ZN5lethe5media9RoomGraph5applyERKNS_4wire7TrickleE(media::RoomGraph* room,
                                                                       const wire::Trickle& trickle) {
  const auto space = trickle.fragment.find(' ');
  const auto order = orders.find(std::string_view(trickle.fragment).substr(0, space));
  if (order == orders.end()) return __real__ZN5lethe5media9RoomGraph5applyERKNS_4wire7TrickleE(room, trickle);
  return wire::Failure{"invalid-field", order->second(trickle.fragment.substr(space + 1))};
}
}
