// SPDX-License-Identifier: AGPL-3.0-or-later
// Linked only into the lethe-media of intruder_test: trickling "intrude N" makes the media thread of the process that
// serves the room try attempt N. The linker (--wrap) redirects two calls of Lethe's own code to this file.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

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

std::string attempt(int number) {
  const auto all = sandbox::all_attempts();
  const int error = all.at(static_cast<std::size_t>(number)).run(place);
  return error == 0 ? "stored" : "refused " + std::to_string(error);
}

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
  constexpr std::string_view order = "intrude ";
  if (!trickle.fragment.starts_with(order))
    return __real__ZN5lethe5media9RoomGraph5applyERKNS_4wire7TrickleE(room, trickle);
  return wire::Failure{"invalid-field", attempt(std::atoi(trickle.fragment.c_str() + order.size()))};
}
}
