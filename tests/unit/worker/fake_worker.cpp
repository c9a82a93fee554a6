// SPDX-License-Identifier: AGPL-3.0-or-later
// Stands for lethe-media in tests of the pool: speaks the wire on descriptor 3 and behaves as its name says. The name
// is that of a link to this program, since a worker gets neither arguments nor environment.
//   obedient  answers everything, ends at the end of the channel     stubborn  does not end then
//   silent    falls silent when told a scene                         crashing  aborts when told a scene
//   flooding  tells levels without end when told a scene
//   early     ends before it is ready        mute     never becomes ready      stranger  speaks another version
//   open      its self-test found a hole     babbling sends no message when told a scene
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "mcu/wire/channel.hpp"
#include "mcu/wire/message.hpp"

namespace {

using namespace lethe;

std::string behaviour;

// What a worker can see of its surroundings, for the test to judge: "environment descriptors".
std::string surroundings() {
  int variables = 0, descriptors = 0;
  for (char** v = environ; *v; ++v) ++variables;
  for (int fd = 4; fd < 256; ++fd)
    if (::lseek(fd, 0, SEEK_CUR) != -1 || errno != EBADF) ++descriptors;
  char input = 0;
  const bool empty_input = ::read(0, &input, 1) == 0;
  return std::to_string(variables) + " " + std::to_string(descriptors) + " " + (empty_input ? "empty" : "input");
}

wire::Reply reply_to(const wire::Command& command) {
  if (const auto* offer = std::get_if<wire::Offer>(&command)) {
    if (offer->sdp == "bad") return wire::Failure{"invalid-sdp", "line 1"};
    return wire::Answer{offer->sdp == "surroundings" ? surroundings() : "answer to " + offer->sdp};
  }
  return wire::Done{};
}

void misbehave(const wire::Command& command) {
  if (!std::holds_alternative<wire::SceneChange>(command)) return;
  if (behaviour == "crashing") ::raise(SIGKILL);
  if (behaviour == "silent")
    for (;;) ::pause();
}

// False: nobody reads any more.
bool send(wire::Channel& channel, const std::string& packet) {
  while (channel.send(packet) != wire::Channel::Sent::Yes) {
    pollfd writable{channel.fd(), POLLOUT, 0};
    ::poll(&writable, 1, -1);
    if (writable.revents & (POLLHUP | POLLERR)) return false;
  }
  return true;
}

[[noreturn]] void serve(wire::Channel channel) {
  for (std::string text;;) {
    pollfd readable{channel.fd(), POLLIN, 0};
    ::poll(&readable, 1, -1);
    const auto state = channel.receive(text);
    if (state == wire::Channel::State::Empty) continue;
    if (state == wire::Channel::State::Closed) {
      while (behaviour == "stubborn") ::pause();
      std::exit(0);
    }
    const auto packet = wire::decode(text);
    const auto& command = std::get<wire::Command>(packet.body);
    misbehave(command);
    if (behaviour == "babbling" && std::holds_alternative<wire::SceneChange>(command)) send(channel, "{}");
    send(channel, wire::encode(packet.id, reply_to(command)));
    while (behaviour == "flooding" && std::holds_alternative<wire::SceneChange>(command))
      if (!send(channel, wire::encode(wire::Levels{std::vector<wire::Level>(1000)}))) break;
    if (const auto* scene = std::get_if<wire::SceneChange>(&command))
      send(channel, wire::encode(wire::LayoutShown{1, scene->revision, 90'000}));
  }
}

}  // namespace

int main(int, char** arguments) {
  behaviour = std::filesystem::path(arguments[0]).filename();
  if (behaviour == "early") return 3;
  wire::Channel channel(3);
  while (behaviour == "mute") ::pause();
  send(channel, wire::encode(wire::Ready{.wire_version = behaviour == "stranger" ? wire::version + 1 : wire::version,
                                         .build = "fake",
                                         .attempts = 20,
                                         .refused = behaviour == "open" ? 19 : 20,
                                         .filter = ""}));
  serve(std::move(channel));
}
