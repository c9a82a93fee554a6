// SPDX-License-Identifier: AGPL-3.0-or-later
// The port between rooms and media processes. mcu/worker implements it; tests use a recording of calls. Everything here
// runs on the control thread.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "mcu/wire/message.hpp"

namespace lethe::room {

// Receives the events of a room's media process.
class MediaListener {
 public:
  virtual ~MediaListener() = default;
  virtual void on_media_event(const wire::Event& event) = 0;
  // The process ended or fell silent; the session is useless. The room opens a new one and tells its participants to
  // reconnect. Called once, after the outstanding replies have failed; the session may be destroyed inside the call.
  virtual void on_media_lost() = 0;
};

// One room's session with one media process. Destroying it ends the process and fails the outstanding replies.
class MediaSession {
 public:
  virtual ~MediaSession() = default;
  using OnReply = std::function<void(const wire::Reply&)>;
  // The reply comes later, on the control thread, exactly once. If the process dies first, it is
  // Failure{"media-unavailable"}; if the command is too large, Failure{"body-too-large"}. `on_reply` may be empty.
  virtual void send(const wire::Command& command, OnReply on_reply = {}) = 0;
  // Sets who sees and hears whom, in order with the commands. Within wire::views_most and wire::parts_most.
  virtual void show(const wire::Scene& scene) = 0;
};

class Media {
 public:
  virtual ~Media() = default;
  // Takes a warm process and configures it. The listener must outlive the session. Throws Error MediaUnavailable.
  virtual std::unique_ptr<MediaSession> open(MediaListener& listener) = 0;
  virtual bool ready() const = 0;  // a warm process is waiting
  // The reports of waiting and serving processes about themselves and their walls.
  virtual std::vector<wire::Ready> walls() const = 0;
};

}  // namespace lethe::room
