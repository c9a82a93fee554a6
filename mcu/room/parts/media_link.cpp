// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/media_link.hpp"

#include <utility>

namespace lethe::room {

MediaLink::MediaLink(Media& media, MediaListener& listener, Totals& totals)
    : media_(media), listener_(listener), totals_(totals) {}

MediaLink::~MediaLink() { here_.reset(); }

void MediaLink::open() {
  if (session_) return;
  session_ = media_.open(listener_);
  session_->show(scene_);
  if (!marks_.speaking.empty()) session_->send(marks_);
}

void MediaLink::close() {
  // Move it out of the member first: while it ends, it fails its outstanding replies, and their callbacks use the room,
  // which must see that no session is open.
  const auto ending = std::move(session_);
  room::add(totals_.media, std::exchange(stats_, {}), false);
}

void MediaLink::send(const wire::Command& command) {
  if (session_) session_->send(command);
}

void MediaLink::ask(const wire::Command& command, MediaSession::OnReply on_reply, std::function<void()> gone) {
  if (!session_) return on_reply(wire::Failure{"media-unavailable", {}});
  session_->send(command, [here = std::weak_ptr(here_), on_reply = std::move(on_reply),
                           gone = std::move(gone)](const wire::Reply& reply) {
    if (here.expired())
      gone();
    else
      on_reply(reply);
  });
}

void MediaLink::show(wire::Scene scene) {
  scene_ = std::move(scene);
  if (session_) session_->show(scene_);
}

void MediaLink::mark(wire::Marks marks) {
  if (marks == marks_) return;
  marks_ = std::move(marks);
  send(marks_);
}

}  // namespace lethe::room
