// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/room.hpp"

#include <algorithm>
#include <utility>

#include "mcu/base/log.hpp"
#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/ids.hpp"

namespace lethe::room {
namespace {

constexpr std::chrono::seconds first_offer_within{60};

template <class... On>
struct Overloaded : On... {
  using On::operator()...;
};

}  // namespace

Room::Room(const Surroundings& around, std::string id, Owner owner)
    : around_(around),
      profile_(around_, std::move(id), std::move(owner)),
      media_(around_.media, *this, around_.totals),
      people_(voices_, Steps(around_.limits, profile_)),
      meeting_(around_, profile_, people_, events_),
      shares_(people_),
      layouts_(around_.limits, people_, shares_, *this),
      tags_(around_, people_, layouts_, Steps(around_.limits, profile_), media_),
      scenes_(around_, people_, voices_, shares_, layouts_, Steps(around_.limits, profile_), media_, events_),
      conversation_(around_, profile_, people_, media_, events_),
      lobby_(around_, profile_, people_, meeting_, events_, *this),
      devices_(around_, people_, media_, *this),
      sessions_(around_, people_, voices_, scenes_, Steps(around_.limits, profile_), media_, events_, *this),
      streams_(around_, people_, voices_, media_, *this) {
  scenes_.settle();
}

Moderation Room::moderation() {
  return {around_, profile_, people_, voices_, shares_, layouts_, meeting_, events_, *this};
}

bool Room::abandoned() const {
  // Also after a restart: participants who were inside are on their way back.
  return people_.empty() && lobby_.size() == 0 && meeting_.empty_for() >= around_.limits.empty_room_ttl &&
         profile_.lapsed();
}

void Room::add_to(Figures& figures) const {
  CHECK_ON(around_.control);
  ++figures.rooms;
  if (media_.is_open()) ++figures.live_rooms;
  for (const auto& participant : people_.all()) ++figures.participants[static_cast<std::size_t>(participant.role)];
  figures.waiting += lobby_.size();
  room::add(figures.totals.media, media_.stats(), true);
}

void Room::edit(const RoomSettings& wanted, const std::string& pin_hash) {
  CHECK_ON(around_.control);
  if (profile_.edit(wanted, pin_hash)) edited();
}

void Room::edited() {
  events_.emit(event::RoomUpdated{view()});
  if (!profile_.settings().spoken_chat) conversation_.hush();
  settle();
}

RoomRecord Room::record() const {
  CHECK_ON(around_.control);
  RoomRecord record = profile_.record();
  record.layout = without_people(layouts_.of_room());
  record.way_back_key = meeting_.key();
  return record;
}

void Room::restore(const RoomRecord& record) {
  CHECK_ON(around_.control);
  if (profile_.restore(record)) edited();
  // The canvas may have changed since the room was stored. A layout that differs only in people stays as it is.
  const bool fits = faults(record.layout, around_.limits.canvas_width, around_.limits.canvas_height).empty();
  if (fits && record.layout != without_people(layouts_.of_room())) layouts_.choose(record.layout);
  if (places_taken() == 0) meeting_.restore(record.way_back_key);  // participants inside have theirs
}

Joined Room::join(const Arrival& arrival) {
  CHECK_ON(around_.control);
  std::string token;
  // A participant whose network was lost may return before the loss is noticed; there is only one of each.
  const Participant* before = arrival.stay.empty() ? nullptr : people_.of_stay(arrival.stay);
  const std::string replaced = before ? before->id : std::string();
  const ParticipantView joined = people_.view(enter(newcomer(arrival, token)));
  if (!replaced.empty()) leave(replaced, Leaving::Lost);
  settle();
  return {joined, view(), token, arrival.listens ? std::vector<IceServer>() : around_.ice_servers()};
}

Participant Room::newcomer(const Arrival& arrival, std::string& token) {
  Participant participant;
  do participant.id = random_id(8);
  while (people_.find(participant.id) || lobby_.has(participant.id));
  participant.name = arrival.name;
  participant.role = arrival.role;
  participant.self = arrival.self;
  participant.listens = arrival.listens;
  participant.microphone = participant.camera = !arrival.listens;
  if (arrival.listens) participant.step = Steps(around_.limits, profile_).listening();
  participant.joined_at = rfc3339(around_.wall());
  participant.address = arrival.address;
  participant.invitation = arrival.invitation;
  participant.stay = arrival.stay.empty() ? random_id(16) : arrival.stay;
  token = random_token("lp_");
  participant.token_hash = sha256(token);
  return participant;
}

Participant& Room::enter(Participant participant) {
  if (profile_.settings().mute_on_entry && participant.gives() && participant.role != Role::Moderator)
    participant.microphone = false;
  participant.leaves_at = around_.now() + first_offer_within;
  meeting_.somebody_enters();
  profile_.touch();
  participant.visit = around_.attendance.arrived(participant.address, profile_.id());
  participant.address.clear();
  around_.credentials.add(participant.token_hash, ParticipantActor{profile_.id(), participant.id, participant.role});
  ++around_.totals.joins[static_cast<std::size_t>(participant.role)];
  Participant& here = people_.add(std::move(participant));
  here.told = people_.view(here);
  here.came = events_.emit(event::ParticipantJoined{*here.told});
  Notice notice = profile_.notice(event::ParticipantJoined::name);
  notice.person = here.person();
  around_.tell(notice);
  return here;
}

void Room::leave(const std::string& id, Leaving reason) {
  CHECK_ON(around_.control);
  const Participant gone = people_.remove(id);
  // A participant who missed the event because its network was down must learn of it, and not return automatically.
  if (reason == Leaving::Removed)
    around_.credentials.revoke(gone.token_hash, profile_.id());
  else
    around_.credentials.remove(gone.token_hash);
  around_.attendance.left(gone.visit);
  voices_.leave(gone.seat);
  scenes_.forget(gone.seat);
  layouts_.unpin(id);
  conversation_.hush(id);
  if (people_.empty()) meeting_.emptied();
  // Participants keep their way back when they go. A removal renews all of them; when the last participant leaves on
  // purpose, the meeting is over and they end.
  if (reason == Leaving::Removed)
    meeting_.keep_out(gone);
  else if (reason == Leaving::Left && people_.empty())
    meeting_.end_ways_back();
  profile_.touch();
  events_.emit(event::ParticipantLeft{id, reason});
  events_.end_reader(id, around_.subscription_ended);
  Notice notice = profile_.notice(event::ParticipantLeft::name);
  notice.person = gone.person();
  notice.reason = reason;
  around_.tell(notice);
  settle();
  // After the scene, which must not name a seat that is closed.
  if (gone.live || gone.offers_pending > 0) media_.send(wire::Close{gone.seat});
  if (!people_.empty()) return;
  // The next meeting learns nothing of this one.
  conversation_.clear();
  events_.forget();
  around_.credentials.forget_revoked(profile_.id());
}

void Room::follow(Subscription subscription, EventLog::Reader reader, std::optional<std::uint64_t> last_id,
                  OnEvent on_event) {
  CHECK_ON(around_.control);
  const std::string id = reader.participant;
  if (!id.empty() && !reader.waiting) reader.since = people_.get(id).came;
  events_.subscribe(
      subscription, reader, last_id, [&] { return reader.waiting ? lobby_snapshot(id) : snapshot(id, reader.host); },
      std::move(on_event));
  lobby_.tell_admission(id);
  scenes_.tell_wanted(id);
  meeting_.tell_way_back(id);
}

event::Snapshot Room::snapshot(const std::string& reader, bool host) const {
  return {view(), people_.views(), host ? lobby_.views() : std::vector<ParticipantView>(), scenes_.shown_to(reader),
          conversation_.seen_by(reader)};
}

event::Snapshot Room::lobby_snapshot(const std::string& id) const {
  return {.room = view(), .participants = {}, .waiting = {lobby_.view(id)}, .layout = {}, .messages = {}};
}

void Room::tick(Participant::Time now) {
  CHECK_ON(around_.control);
  profile_.invitations().expire(around_.wall());
  std::vector<std::string> late;
  for (const auto& participant : people_.all())
    if (participant.leaves_at && now >= *participant.leaves_at && participant.offers_pending == 0)
      late.push_back(participant.id);
  for (const auto& id : late) leave(id, Leaving::Lost);
  if (!meeting_.expects_back()) meeting_.end_ways_back();
  lobby_.tick(now);
  devices_.tick(now);
  if (voices_.pass(now) || scenes_.due(now)) settle();
}

void Room::end() {
  CHECK_ON(around_.control);
  events_.emit(event::RoomEnded{});
  pause();
  around_.tell(profile_.notice(event::RoomEnded::name));
}

void Room::pause() {
  CHECK_ON(around_.control);
  events_.end_all(around_.subscription_ended);
  for (const auto& participant : people_.all()) {
    around_.credentials.remove(participant.token_hash);
    around_.attendance.left(participant.visit);
  }
  around_.credentials.forget_revoked(profile_.id());
  people_.clear();
  lobby_.dismiss();
  devices_.clear();
  close_media();
}

void Room::settle() {
  CHECK_ON(around_.control);
  tags_.settle();
  scenes_.settle();
  people_.tell_changes(events_);
  if (places_taken() == 0) close_media();
}

void Room::close_media() {
  if (!media_.is_open()) return;
  scenes_.media_gone();
  conversation_.media_gone();
  media_.close();
}

void Room::on_media_event(const wire::Event& event) {
  CHECK_ON(around_.control);
  std::visit(Overloaded{[](const wire::Ready&) {}, [](const wire::Report&) {},  // for the worker alone
                        [this](const wire::Stats& stats) { media_.took(stats); },
                        [this](const wire::Levels& heard) { hear(heard.levels); },
                        [this](const wire::Said& said) { conversation_.said(said.number); },
                        [this](const wire::LayoutShown& shown) { scenes_.on(shown); },
                        [this](const auto& of_session) { sessions_.on(of_session); }},
             event);
}

void Room::on_media_lost() {
  CHECK_ON(around_.control);
  log::warning("room-media-lost", {{"participants", people_.size()}});
  close_media();
  devices_.clear();
  for (const auto& id : sessions_.lost()) leave(id, Leaving::Lost);
  settle();
  try {
    if (!people_.empty()) media_.open();
  } catch (const Error&) {
    // None is warm; the next offer opens one.
  }
  events_.emit(event::SessionLost{});
}

void Room::hear(const std::vector<wire::Level>& all) {
  std::vector<wire::Level> levels;
  event::LevelsHeard heard;
  for (const auto& level : all) {
    const Participant* participant = people_.at(level.seat);
    if (participant && participant->live && participant->microphone && participant->gives()) levels.push_back(level);
  }
  const auto now = around_.now();
  if (const auto report = voices_.report(levels, now); report && events_.read()) {
    for (const auto& [seat, level] : *report)
      if (const Participant* participant = people_.at(seat)) heard.levels[participant->id] = level;
    events_.emit(heard);
  }
  if (voices_.hear(levels, now)) settle();
}

}  // namespace lethe::room
