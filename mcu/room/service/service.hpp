// SPDX-License-Identifier: AGPL-3.0-or-later
// All rooms of the server and the operations on them, by use case. Lives on the control thread and never blocks. Every
// call names the Actor that asks; permissions are decided in policy.cpp and nowhere else. Calls throw Error; a call
// that throws has changed nothing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mcu/base/error.hpp"
#include "mcu/base/loop.hpp"
#include "mcu/room/model/figures.hpp"
#include "mcu/room/model/limits.hpp"
#include "mcu/room/model/media.hpp"
#include "mcu/room/model/time.hpp"
#include "mcu/room/service/chat_service.hpp"
#include "mcu/room/service/event_service.hpp"
#include "mcu/room/service/layout_service.hpp"
#include "mcu/room/service/media_service.hpp"
#include "mcu/room/service/people_service.hpp"
#include "mcu/room/service/room_service.hpp"

namespace lethe::room {

class Attendance;

class Service {
 public:
  // `loop`, `media` and `attendance` must outlive it; without `attendance` no log is kept. The clocks are for tests.
  Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels = {},
          Now now = std::chrono::steady_clock::now, WallNow wall = std::chrono::system_clock::now,
          Attendance* attendance = nullptr, Speaking speaking = {});
  ~Service();

  // Finds the Actor of a bearer token, in constant time. Throws Unauthorized, or Removed for the token of
  // a removed participant.
  Actor authenticate(const Secret& token) const;

  RoomService& rooms() { return rooms_; }
  PeopleService& people() { return people_; }
  ChatService& chat() { return chat_; }
  LayoutService& layouts() { return layouts_; }
  MediaService& media() { return media_; }
  EventService& events() { return events_; }

  // Called when a meeting is over, with the key of its ways back (RoomRecord).
  using MeetingOver = std::function<void(const std::string& room, const std::string& key)>;
  void on_meeting_over(MeetingOver handler) { on_meeting_over_ = std::move(handler); }
  // Called when a room has ended by itself.
  void on_abandoned(std::function<void(const std::string& room)> handler) { on_abandoned_ = std::move(handler); }

  Figures figures() const;
  bool ready() const;                      // /readyz: a media process is waiting
  std::vector<wire::Ready> walls() const;  // of the media processes
  void shut_down();                        // everybody leaves without notification; the rooms continue in the next run

  // The start of join links from now on.
  void set_public_url(const std::string& url);

  // Effects of time: silence after speech, lost participants leave, invitations expire. The loop calls it five times a
  // second; tests call it themselves.
  void tick();

 private:
  Loop& loop_;
  const std::unique_ptr<Hall> hall_;
  RoomService rooms_;
  PeopleService people_;
  ChatService chat_;
  LayoutService layouts_;
  MediaService media_;
  EventService events_;
  MeetingOver on_meeting_over_;
  std::function<void(const std::string&)> on_abandoned_;
  Loop::Timer timer_;
};

}  // namespace lethe::room
