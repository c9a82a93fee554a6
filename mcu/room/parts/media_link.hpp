// SPDX-License-Identifier: AGPL-3.0-or-later
// A room's hold on its media process, when it has one: there while somebody is in the room who sends or receives.
// Owned by its room; control thread.
#pragma once

#include <functional>
#include <memory>

#include "mcu/room/model/figures.hpp"
#include "mcu/room/model/media.hpp"

namespace lethe::room {

class MediaLink {
 public:
  // All three outlive it. What a process did before it is gone goes into `totals`.
  MediaLink(Media& media, MediaListener& listener, Totals& totals);
  ~MediaLink();
  MediaLink(const MediaLink&) = delete;
  MediaLink& operator=(const MediaLink&) = delete;

  void open();   // unless it is; the process is shown the scene at once. Throws MediaUnavailable.
  void close();  // fails the outstanding replies
  bool is_open() const { return session_ != nullptr; }

  void send(const wire::Command& command);  // to nobody when none is open
  // `gone` instead of the reply when this link is no more by then: one of both comes.
  void ask(const wire::Command& command, MediaSession::OnReply on_reply, std::function<void()> gone);

  // From now on, also to a process that is opened later.
  void show(wire::Scene scene);
  const wire::Scene& scene() const { return scene_; }

  void took(const wire::Stats& stats) { stats_ = stats; }
  const wire::Stats& stats() const { return stats_; }  // of the process that is open

 private:
  Media& media_;
  MediaListener& listener_;
  Totals& totals_;
  wire::Scene scene_;
  wire::Stats stats_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);  // so that late replies find out
  std::unique_ptr<MediaSession> session_;
};

}  // namespace lethe::room
