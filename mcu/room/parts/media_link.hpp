// SPDX-License-Identifier: AGPL-3.0-or-later
// A room's link to its media process, which exists while somebody in the room sends or receives. Owned by its room;
// control thread.
#pragma once

#include <functional>
#include <memory>

#include "mcu/room/model/figures.hpp"
#include "mcu/room/model/media.hpp"

namespace lethe::room {

class MediaLink {
 public:
  // All three must outlive it. The counters of an ended process go into `totals`.
  MediaLink(Media& media, MediaListener& listener, Totals& totals);
  ~MediaLink();
  MediaLink(const MediaLink&) = delete;
  MediaLink& operator=(const MediaLink&) = delete;

  void open();   // unless open; sends the scene and the marks at once. Throws MediaUnavailable.
  void close();  // fails the outstanding replies
  bool is_open() const { return session_ != nullptr; }

  void send(const wire::Command& command);  // ignored when closed
  // Calls exactly one of the two, once: `gone` if this link no longer exists when the reply comes, else `on_reply`,
  // which gets the failure media-unavailable at once if no process is open.
  void ask(const wire::Command& command, MediaSession::OnReply on_reply, std::function<void()> gone);

  // Both also apply to a process that is opened later.
  void show(wire::Scene scene);
  void mark(wire::Marks marks);  // sends them if they differ from the last ones
  const wire::Scene& scene() const { return scene_; }

  void took(const wire::Stats& stats) { stats_ = stats; }
  const wire::Stats& stats() const { return stats_; }  // of the open process

 private:
  Media& media_;
  MediaListener& listener_;
  Totals& totals_;
  wire::Scene scene_;
  wire::Marks marks_;
  wire::Stats stats_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);  // tells late replies whether this exists
  std::unique_ptr<MediaSession> session_;                      // last: it may call back while it ends
};

}  // namespace lethe::room
