// SPDX-License-Identifier: AGPL-3.0-or-later
// The worker's end of the wire: reads commands on the media thread, answers each exactly once, and sends events. Owned
// by main. The only place where an Error, or any other exception, becomes a Failure.
#pragma once

#include <atomic>
#include <memory>

#include "mcu/base/loop.hpp"
#include "mcu/wire/channel.hpp"
#include "mcu/wire/exit_code.hpp"
#include "pipelines/room_graph.hpp"

namespace lethe::media {

class ControlLink {
 public:
  ControlLink(wire::Channel channel, Loop& media);
  ~ControlLink();

  void send(const wire::Event& event);                     // any thread
  wire::ExitCode exit_code() const { return exit_code_; }  // why the loop stopped

 private:
  void read();
  void answer(const std::string& reply);
  wire::Reply serve(const wire::Command& command);
  void stop(wire::ExitCode why);

  wire::Channel channel_;
  Loop& media_;
  std::string packet_;
  std::atomic<bool> event_lost_ = false;  // and control has not been told
  wire::ExitCode exit_code_ = wire::ExitCode::Ok;
  wire::Scene scene_;  // after all changes so far
  std::unique_ptr<RoomGraph> room_;
};

}  // namespace lethe::media
