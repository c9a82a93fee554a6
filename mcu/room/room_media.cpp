// SPDX-License-Identifier: AGPL-3.0-or-later
// The media process of a room, and what it tells.
#include "mcu/base/log.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

constexpr std::chrono::seconds returns_within{30};  // after its network was lost

}  // namespace

void Room::open_media() {
  if (media_) return;
  media_ = around_.media.open(*this);
  media_->show(scene_);
}

void Room::close_media_of_nobody() {
  if (participants_.empty() && arriving_.empty()) close_media();
}

void Room::close_media() {
  layouts_.reset();
  lines_.clear();
  // Out of the member first: it fails its outstanding replies while it ends, and those look at the room.
  const auto ending = std::move(media_);
  room::add(around_.totals.media, std::exchange(stats_, {}), false);
}

void Room::send(const wire::Command& command, MediaSession::OnReply on_reply) {
  if (media_) media_->send(command, std::move(on_reply));
}

void Room::send_labels(const Participant& participant) {
  if (!around_.labels || !participant.gives()) return;
  for (auto& label : around_.labels(participant.seat, participant.name, participant.id)) send(label);
}

void Room::on_media_event(const wire::Event& event) {
  std::visit([this](const auto& e) { on(e); }, event);
}

void Room::on_media_lost() {
  log::warning("room-media-lost", {{"participants", participants_.size()}});
  close_media();
  arriving_.clear();
  std::vector<std::string> devices;
  for (auto& participant : participants_) {
    if (participant.live) session_lost(participant);
    if (participant.device) devices.push_back(participant.id);
  }
  update_scene();
  for (const auto& id : devices) leave(id, Leaving::Lost);
  try {
    if (!participants_.empty()) open_media();
  } catch (const Error&) {
    // None is warm: the next offer opens one.
  }
  for (const auto& participant : participants_) tell(participant);
  events_.emit(event::SessionLost{});
}

void Room::on(const wire::PeerChanged& event) {
  Participant* participant = at(event.seat);
  if (!participant) return;
  if (participant->offers_pending > 0) {
    if (participant->live) participant->meanwhile = event.state;
    return;
  }
  if (!participant->live || participant->connection == event.state) return;
  // A device has no other way back than as a new one.
  if (event.state == wire::PeerState::Lost && participant->device)
    return leave(std::string(participant->id), Leaving::Lost);
  if (event.state == wire::PeerState::Lost) {
    session_lost(*participant);
    participant->leaves_at = around_.now() + returns_within;
  }
  participant->connection = event.state;
  update_scene();
  tell(*participant);
  if (event.state == wire::PeerState::Lost) events_.emit(event::SessionLost{}, only(participant->id));
}

void Room::on(const wire::VideoChanged& event) {
  Participant* participant = at(event.seat);
  if (!participant || !participant->live) return;
  if (event.picture == wire::Picture::Screen) {
    participant->screen.reset();
    if (event.live) participant->screen = SharedScreen{event.seat, event.width, event.height};
  } else if (event.live || right_size_.of({event.seat, event.picture}).kbps > 0) {
    // Who was asked for nothing and sends nothing may have a camera as before.
    participant->camera_live = event.live;
  }
  update_scene();
}

void Room::on(const wire::Estimate& event) {
  Participant* participant = at(event.seat);
  if (!participant || !participant->live || !participant->line) return;
  const int before = step_of(*participant);
  const bool looked = participant->line->looking();
  participant->line->hear(event.kbit, around_.now());
  const bool changed = step_of(*participant) != before;
  if (changed || participant->line->looking() != looked) update_scene();
  if (changed) tell(*participant);
}

void Room::on(const wire::Levels& event) {
  std::vector<wire::Level> levels;
  for (const auto& level : event.levels) {
    const Participant* participant = at(level.seat);
    if (participant && participant->live && participant->microphone && participant->gives()) levels.push_back(level);
  }
  const auto now = around_.now();
  if (const auto report = levels_.add(levels, now); report && events_.read()) tell_levels(*report);
  const bool other_speaker = floor_.hear(levels, now);
  speech([&] { return speakers_.hear(levels, now); });
  if (other_speaker) update_scene();
}

void Room::hush(Participant::Time now) {
  const bool other_speaker = floor_.pass(now);
  speech([&] { return speakers_.pass(now); });
  if (other_speaker || right_size_.due(now)) update_scene();
}

void Room::tell_levels(const std::vector<wire::Level>& levels) {
  event::LevelsHeard heard;
  for (const auto& [seat, level] : levels)
    if (const Participant* participant = at(seat)) heard.levels[participant->id] = level;
  events_.emit(heard);
}

void Room::speech(const std::function<bool()>& change) {
  std::map<wire::Seat, bool> before;
  for (const auto& participant : participants_) before[participant.seat] = speakers_.speaking(participant.seat);
  if (!change()) return;
  update_scene();
  for (const auto& participant : participants_)
    if (before[participant.seat] != speakers_.speaking(participant.seat)) tell(participant);
}

}  // namespace lethe::room
