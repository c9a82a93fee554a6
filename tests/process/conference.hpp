// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants of a real lethe in one test process: each joins over REST, connects over loopback and speaks a tone.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "tests/process/lethe_server.hpp"
#include "tests/support/peer.hpp"

namespace lethe::test {

// Within that the next frame is there, also of a picture that stands still: one comes each second.
inline constexpr std::chrono::seconds frame_due{2};

class Participant {
 public:
  // Joins and connects; throws std::runtime_error when the server refuses.
  Participant(const LetheServer& server, PeerLoop& loop, const std::string& room, const std::string& name);

  bool sees_frame_within(std::chrono::milliseconds limit);  // waits for the next frame of the composite
  bool is_connected_within(std::chrono::milliseconds limit);
  HttpReply trickle(const std::string& fragment);
  void leave();      // DELETE; the server closes the session
  void reconnect();  // a new session for the same seat; throws as the constructor

  Peer& peer() { return *peer_; }
  std::string id() const { return joined_.at("participant").at("id"); }
  std::string token() const { return joined_.at("token"); }
  std::string path() const { return "/api/v1/rooms/" + room_ + "/participants/" + id(); }
  const std::string& offered() const { return offered_; }  // the last SDP it sent, and the one it got
  const std::string& answered() const { return answered_; }
  std::uint64_t frames() const { return frames_; }

 private:
  void connect();

  const LetheServer& server_;
  PeerLoop& loop_;
  std::string room_;
  Json joined_;
  std::string offered_, answered_;
  std::atomic<std::uint64_t> frames_{0};
  std::unique_ptr<Peer> peer_;
};

// A server with one room, in which one resident sees the composite, and the media process of that room. Throws
// std::runtime_error when it does not come to that.
struct LiveRoom {
  explicit LiveRoom(const std::string& yaml = {}, const std::string& program = LETHE_BIN);

  LetheServer server;
  PeerLoop loop;
  std::string room;
  Participant resident;
  pid_t media;
};

// The media process that serves a room: of lethe's children the one that has more than its first thread.
std::vector<pid_t> live_media_processes(const LetheServer& server);

}  // namespace lethe::test
