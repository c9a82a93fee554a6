// SPDX-License-Identifier: AGPL-3.0-or-later
// The people of a room; its media are in room_media.cpp.
#include "mcu/room/room.hpp"

#include <algorithm>

#include "mcu/base/fields.hpp"
#include "mcu/room/access/way_back.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/time.hpp"

namespace lethe::room {
namespace {

using std::chrono::seconds;
constexpr seconds first_offer_within{60};

template <class Participants>
auto* by_id(Participants& all, const std::string& id) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Participant& p) { return p.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

Room::Room(const Surroundings& around, std::string id, Owner owner)
    : around_(around),
      id_(std::move(id)),
      created_at_(rfc3339(around.wall())),
      owner_(std::move(owner)),
      settings_{.capacity = around.limits.participants_per_room, .max_step = step_name(0)},
      empty_since_(around.now()),
      invitations_(id_, around.credentials) {
  touch();
  update_scene();
}

Room::~Room() {
  for (const auto* all : {&participants_, &waiting_})
    for (const auto& participant : *all) around_.credentials.remove(participant.token_hash);
  around_.credentials.forget_revoked(id_);
}

RoomView Room::view() const {
  return {.id = id_,
          .participants = static_cast<int>(participants_.size()),
          .has_pin = !pin_hash_.empty(),
          .created_at = created_at_,
          .settings = settings_,
          .revision = revision_};
}

RoomRecord Room::record() const {
  return {.id = id_,
          .owner = owner_,
          .settings = settings_,
          .pin_hash = pin_hash_,
          .created_at = created_at_,
          .layout = without_people(layout_.layout),
          .invitations = invitations_.records(),
          .used = used_,
          .way_back_key = way_back_key_};
}

void Room::restore(const RoomRecord& record) {
  created_at_ = record.created_at;
  used_ = std::min(record.used, used_);  // a clock that was wrong once may have set it into the future
  RoomSettings kept = record.settings;
  // The ladder may have other steps than when the room was kept.
  const auto& steps = around_.limits.steps;
  if (std::none_of(steps.begin(), steps.end(), [&](const StepView& step) { return step.name == kept.max_step; }))
    kept.max_step.clear();
  edit(kept, record.pin_hash);
  // So may the canvas. A layout that differs in people only stays as it is.
  const bool fits = faults(record.layout, around_.limits.canvas_width, around_.limits.canvas_height).empty();
  if (fits && record.layout != without_people(layout_.layout)) set_layout(record.layout);
  invitations_.restore(record.invitations);
  if (!occupied()) way_back_key_ = record.way_back_key;  // those inside have theirs
}

event::Snapshot Room::snapshot(const std::string& reader, bool host) const {
  const Participant* participant = find(reader);
  const std::uint32_t watched = participant ? view_watched_by(participant->seat) : main_view;
  return {view(), participants(), host ? waiting() : std::vector<ParticipantView>(), layouts_.current(watched),
          messages_.seen_by(reader)};
}

void Room::edit(const RoomSettings& wanted, const std::string& pin_hash) {
  const RoomSettings before = settings_;
  if (!take(wanted, pin_hash)) return;
  ++revision_;
  events_.emit(event::RoomUpdated{view()});
  if (!settings_.spoken_chat) drop_lines([](const auto&) { return true; });
  if (before.max_step == settings_.max_step) return;
  update_scene();
  for (const auto& participant : participants_) tell(participant);
}

bool Room::take(const RoomSettings& wanted, const std::string& pin_hash) {
  const int step = wanted.max_step.empty() ? 0 : step_named(wanted.max_step, "/maxStep");
  RoomSettings after = wanted;
  after.max_step = step_name(step);
  if (after == settings_ && pin_hash == pin_hash_) return false;
  settings_ = std::move(after);
  pin_hash_ = pin_hash;
  max_step_ = step;
  return true;
}

Participant Room::make_participant(const Arrival& arrival, std::string& token) {
  Participant participant;
  do participant.id = random_id(8);
  while (find(participant.id) || waits(participant.id));
  participant.name = arrival.name;
  participant.role = arrival.role;
  participant.self = arrival.self;
  participant.listens = arrival.listens;
  participant.microphone = participant.camera = !arrival.listens;
  if (arrival.listens) participant.step = listening_step();
  participant.joined_at = rfc3339(around_.wall());
  participant.address = arrival.address;
  participant.invitation = arrival.invitation;
  participant.stay = arrival.stay.empty() ? random_id(16) : arrival.stay;
  token = random_token("lp_");
  participant.token_hash = sha256(token);
  return participant;
}

ParticipantView Room::enter(Participant participant) {
  if (participant.seat == 0) participant.seat = ++last_seat_;
  if (settings_.mute_on_entry && participant.gives() && participant.role != Role::Moderator)
    participant.microphone = false;
  participant.leaves_at = around_.now() + first_offer_within;
  if (!expects_back()) {  // it is another meeting
    way_back_key_ = new_way_back_key();
    distrusted_.clear();
  }
  touch();
  participant.visit = around_.attendance.arrived(participant.address, id_);
  participant.address.clear();
  around_.credentials.add(participant.token_hash, ParticipantActor{id_, participant.id, participant.role});
  ++around_.totals.joins[static_cast<std::size_t>(participant.role)];
  const ParticipantView view = view_of(participants_.emplace_back(std::move(participant)));
  participants_.back().came = events_.emit(event::ParticipantJoined{view});
  tell_outside(event::ParticipantJoined::name, participants_.back());
  return view;
}

Joined Room::join(const Arrival& arrival) {
  std::string token;
  // Whose line is gone may be back before that is noticed: there is one of each.
  const Participant* before = arrival.stay.empty() ? nullptr : of_stay(arrival.stay);
  const std::string replaced = before ? before->id : std::string();
  const ParticipantView joined = enter(make_participant(arrival, token));
  if (!replaced.empty()) leave(replaced, Leaving::Lost);
  return {joined, view(), token, arrival.listens ? std::vector<IceServer>() : around_.ice_servers()};
}

void Room::leave(const std::string& id, Leaving reason) {
  const Participant gone = get(id);
  std::erase_if(participants_, [&](const Participant& p) { return p.id == id; });
  // Who missed the event because its line was down shall learn it, and not come back by itself.
  if (reason == Leaving::Removed)
    around_.credentials.revoke(gone.token_hash, id_);
  else
    around_.credentials.remove(gone.token_hash);
  around_.attendance.left(gone.visit);
  speakers_.forget(gone.seat);
  floor_.leave(gone.seat);
  right_size_.forget(gone.seat);
  drop_lines([&](const SpokenLine& line) { return line.from == id; });
  std::erase(layout_.layout.pins, id);
  if (participants_.empty()) empty_since_ = around_.now();
  // Who was removed has a way back, and so has who left.
  if (reason == Leaving::Removed)
    keep_out(gone);
  else if (reason == Leaving::Left && participants_.empty())
    end_ways_back();
  touch();
  update_scene();
  if (gone.live || gone.offers_pending > 0) send(wire::Close{gone.seat});
  close_media_of_nobody();
  events_.emit(event::ParticipantLeft{id, reason});
  events_.end_reader(id, around_.subscription_ended);
  tell_outside(event::ParticipantLeft::name, gone, reason);
  if (!participants_.empty()) return;
  // Whoever meets here next is told nothing of those before.
  messages_.clear();
  events_.forget();
  around_.credentials.forget_revoked(id_);
}

void Room::tell_outside(std::string_view type) const {
  if (around_.notice) around_.notice({type, id_, settings_.name});
}

void Room::tell_outside(std::string_view type, const Participant& person, std::optional<Leaving> reason) const {
  if (around_.notice)
    around_.notice({type, id_, settings_.name, Notice::Person{person.id, person.name, person.role}, reason});
}

void Room::touch() {
  if (owner_.kind != Owner::Kind::Account) used_ = std::chrono::floor<std::chrono::days>(around_.wall());
}

void Room::end() {
  events_.emit(event::RoomEnded{});
  dismiss_all();
  tell_outside(event::RoomEnded::name);
}

void Room::pause() { dismiss_all(); }

void Room::dismiss_all() {
  events_.end_all(around_.subscription_ended);
  for (const auto* all : {&participants_, &waiting_})
    for (const auto& participant : *all) {
      around_.credentials.remove(participant.token_hash);
      around_.attendance.left(participant.visit);
    }
  participants_.clear();
  waiting_.clear();
  arriving_.clear();
  close_media();
}

std::vector<ParticipantView> Room::participants() const {
  std::vector<ParticipantView> views;
  for (const auto& participant : participants_) views.push_back(view_of(participant));
  return views;
}

ParticipantView Room::participant(const std::string& id) const {
  const auto* participant = find(id);
  if (!participant) throw Error(Code::NotFound);
  return view_of(*participant);
}

std::uint64_t Room::came(const std::string& id) const {
  const auto* participant = find(id);
  if (!participant) throw Error(Code::NotFound);
  return participant->came;
}

void Room::tick(Participant::Time now) {
  invitations_.expire(around_.wall());
  std::vector<std::string> late;
  for (const auto& participant : participants_)
    if (participant.leaves_at && now >= *participant.leaves_at && participant.offers_pending == 0)
      late.push_back(participant.id);
  for (const auto& id : late) leave(id, Leaving::Lost);
  if (!expects_back()) end_ways_back();
  tick_lobby(now);
  forget_unclaimed(now);
  hush(now);
}

void Room::add_to(Figures& figures) const {
  ++figures.rooms;
  if (media_) ++figures.live_rooms;
  for (const auto& participant : participants_) ++figures.participants[static_cast<std::size_t>(participant.role)];
  figures.waiting += waiting_.size();
  room::add(figures.totals.media, stats_, true);
}

bool Room::abandoned(Participant::Time now) const {
  if (owner_.kind == Owner::Kind::Account || !participants_.empty() || !waiting_.empty()) return false;
  // After a restart, too: who was inside is on the way back.
  if (now - empty_since_ < around_.limits.empty_room_ttl) return false;
  return (owner_.kind == Owner::Kind::Nobody && invitations_.count() == 0) ||
         around_.wall() - used_ >= around_.limits.unused_room_ttl;
}

const Participant* Room::find(const std::string& id) const { return by_id(participants_, id); }

Participant& Room::get(const std::string& id) {
  auto* participant = by_id(participants_, id);
  if (!participant) throw Error(Code::NotFound);
  return *participant;
}

Participant* Room::at(wire::Seat seat) {
  const auto found =
      std::find_if(participants_.begin(), participants_.end(), [&](const Participant& p) { return p.seat == seat; });
  return found == participants_.end() ? nullptr : &*found;
}

ParticipantView Room::view_of(const Participant& participant) const {
  return participant.view(participant.live && speakers_.speaking(participant.seat), step_name(step_of(participant)),
                          step_name(step_wanted(participant)));
}

void Room::tell(const Participant& participant) { events_.emit(event::ParticipantUpdated{view_of(participant)}); }

}  // namespace lethe::room
