// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/process/conference.hpp"

#include <algorithm>

namespace lethe::test {

Participant::Participant(const LetheServer& server, PeerLoop& loop, const std::string& room, const std::string& name)
    : server_(server), loop_(loop), room_(room), joined_(server.join(room, name)) {
  connect();
}

void Participant::connect() {
  PeerCallbacks callbacks;
  callbacks.on_video = [this](const auto&) { ++frames_; };
  peer_ = std::make_unique<Peer>(loop_, PeerOptions{}, std::move(callbacks));
  offered_ = peer_->offer();
  answered_ = server_.offer(room_, joined_, offered_);
  peer_->answer(answered_);
}

void Participant::reconnect() {
  peer_.reset();
  connect();
}

bool Participant::sees_frame_within(std::chrono::milliseconds limit) {
  return eventually([this, before = frames_.load()] { return frames_ > before; }, limit);
}

bool Participant::is_connected_within(std::chrono::milliseconds limit) {
  return eventually([this] { return peer_->stats().connected; }, limit);
}

HttpReply Participant::trickle(const std::string& fragment) {
  return server_.ask("PATCH", path() + "/session", token(), fragment, "application/trickle-ice-sdpfrag");
}

void Participant::leave() {
  const auto reply = server_.ask("DELETE", path(), token());
  if (reply.status / 100 != 2) throw std::runtime_error("leave refused: " + reply.body);
}

LiveRoom::LiveRoom(const std::string& yaml, const std::string& program)
    : server(yaml, program), room(server.make_room()), resident(server, loop, room, "Resident") {
  if (!resident.sees_frame_within(std::chrono::seconds(5))) throw std::runtime_error("the resident sees nothing");
  // One that gets ready may have a second thread for a moment.
  std::vector<pid_t> live;
  const auto one_is_live = [&] { return (live = live_media_processes(server)).size() == 1; };
  if (!eventually(one_is_live, std::chrono::seconds(5)))
    throw std::runtime_error("not one media process serves the room");
  media = live[0];
}

std::vector<pid_t> live_media_processes(const LetheServer& server) {
  auto processes = server.media_processes();
  std::erase_if(processes, [](pid_t pid) { return holdings(pid).threads < 2; });
  return processes;
}

}  // namespace lethe::test
