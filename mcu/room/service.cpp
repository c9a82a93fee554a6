// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/service.hpp"

#include <algorithm>

#include "room/attendance.hpp"
#include "room/credentials.hpp"
#include "room/ids.hpp"
#include "room/policy.hpp"
#include "room/record.hpp"
#include "room/room.hpp"
#include "room/text.hpp"

namespace lethe::room {
namespace {

constexpr int display_name_characters = 64;
constexpr int room_name_characters = 100;
constexpr std::chrono::milliseconds tick_period{200};

std::string room_name(const std::string& name) { return clean_name(name, "/name", room_name_characters); }
std::string display_name(const std::string& name) { return clean_name(name, "/displayName", display_name_characters); }

}  // namespace

struct Service::Impl {
  Loop& loop;
  Limits limits;
  Labels labels;
  Now now;
  WallNow wall;
  NoAttendance no_attendance;
  Credentials credentials;
  EventLog::Ended ended = [this](Subscription subscription) {
    subscriptions.erase(subscription);
    if (on_ended) on_ended(subscription);
  };
  std::function<void(Subscription)> on_ended;
  std::map<Subscription, std::string> subscriptions;  // to the room
  std::uint64_t last_subscription = 0;
  Surroundings around;
  std::map<std::string, std::shared_ptr<Room>> rooms;
  Loop::Timer timer;

  Impl(Loop& l, Media& media, Limits lim, const std::vector<ApiKey>& keys, Labels draw, Now clock, WallNow wall_clock,
       Attendance* attendance)
      : loop(l),
        limits(std::move(lim)),
        labels(std::move(draw)),
        now(std::move(clock)),
        wall(std::move(wall_clock)),
        credentials(keys),
        around{media, limits, credentials, labels, now, ended, wall, attendance ? *attendance : no_attendance} {}

  // A room that is not the actor's answers as one that never was.
  Room& find(const Actor& actor, const std::string& id) const {
    const auto at = rooms.find(id);
    if (at == rooms.end() || !concerns(actor, id, at->second->owner())) throw Error(Code::NotFound);
    return *at->second;
  }
  Room& find(const Actor& actor, const std::string& id, Action action) const {
    Room& room = find(actor, id);
    require(actor, action);
    return room;
  }
  int capacity(int wanted) const {
    if (wanted > limits.participants_per_room)
      throw Error(Code::InvalidField, {},
                  {{"/capacity", "must be at most " + std::to_string(limits.participants_per_room)}});
    return wanted;
  }
  // Rooms of accounts take nothing while nobody is in them.
  bool full() const {
    return std::count_if(rooms.begin(), rooms.end(), [](const auto& one) {
             return one.second->owner().kind != Owner::Kind::Account || one.second->occupied();
           }) >= limits.rooms;
  }
  void check_limit(const Owner& owner) const {
    if (owner.kind != Owner::Kind::Account) {
      if (full()) throw Error(Code::RoomLimit);
    } else if (std::count_if(rooms.begin(), rooms.end(), [&](const auto& one) {
                 return one.second->owner() == owner;
               }) >= limits.rooms_per_account) {
      throw Error(Code::RoomLimit, "The account has as many rooms as it is allowed.");
    }
  }
  Room& add_room(std::string name, int room_capacity, Owner owner) {
    check_limit(owner);
    std::string id;
    do id = random_id(10);
    while (rooms.contains(id));
    return add_room(id, std::move(name), room_capacity, std::move(owner));
  }
  Room& add_room(const std::string& id, std::string name, int room_capacity, Owner owner) {
    auto room = std::make_shared<Room>(around, id, std::move(name), room_capacity, std::move(owner));
    return *rooms.emplace(id, std::move(room)).first->second;
  }
  void end_room(const std::string& id) {
    const auto room = rooms.extract(id);
    room.mapped()->end();
  }
  Room& own_media(const Actor& actor, const std::string& id, const std::string& participant) const {
    Room& room = find(actor, id, Action::SendMedia);
    room.participant(participant);
    if (!is_self(actor, participant)) throw Error(Code::Forbidden);
    return room;
  }
  // Moderators choose for anybody; others for themselves, where the room lets them.
  Room& own_layout(const Actor& actor, const std::string& id, const std::string& participant) const {
    Room& room = find(actor, id, Action::ReadLayout);
    room.participant(participant);
    if (!is_self(actor, participant) || !room.own_layouts()) require(actor, Action::ChooseLayout);
    return room;
  }
  InvitationView invite(Room& room, const InvitationSpec& spec) {
    room.invitations().expire(wall());
    if (std::cmp_greater_equal(room.invitations().count(), limits.invitations_per_room))
      throw Error(Code::RoomLimit, "The room has as many invitations as it is allowed.");
    return room.invitations().add(spec, limits.public_url, wall());
  }
};

Service::Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels, Now now,
                 WallNow wall, Attendance* attendance)
    : impl_(std::make_unique<Impl>(loop, media, std::move(limits), keys, std::move(labels), std::move(now),
                                   std::move(wall), attendance)) {
  impl_->timer = loop.every(tick_period, [this] { tick(); });
}

Service::~Service() { impl_->loop.cancel(impl_->timer); }

Actor Service::authenticate(const Secret& token) const {
  const Actor* actor = impl_->credentials.find(sha256(token.reveal()));
  if (!actor) throw Error(Code::Unauthorized);
  if (const auto* invited = std::get_if<InvitationActor>(actor))
    if (!impl_->rooms.at(invited->room)->invitations().valid(invited->invitation, impl_->wall()))
      throw Error(Code::Unauthorized);
  return *actor;
}

RoomView Service::create_room(const Actor& actor, const RoomSpec& spec, const std::string& pin_hash) {
  require(actor, Action::CreateRoom);
  const int capacity = impl_->capacity(spec.capacity.value_or(impl_->limits.participants_per_room));
  const std::string name = spec.name ? room_name(*spec.name) : "Room";
  Room& room = impl_->add_room(name, capacity, owner_of(actor));
  room.edit({.lobby = spec.lobby, .pin_hash = pin_hash});
  return room.view();
}

std::vector<RoomView> Service::rooms(const Actor& actor) const {
  require(actor, Action::ListRooms);
  std::vector<RoomView> views;
  for (const auto& [id, room] : impl_->rooms)
    if (concerns(actor, id, room->owner())) views.push_back(room->view());
  return views;
}

RoomView Service::room(const Actor& actor, const std::string& room) const {
  return impl_->find(actor, room, Action::ReadRoom).view();
}

RoomView Service::patch_room(const Actor& actor, const std::string& id, const RoomPatch& patch,
                             std::optional<std::uint64_t> if_revision, const std::string& pin_hash) {
  Room& room = impl_->find(actor, id, Action::EditRoom);
  RoomEdit change{.locked = patch.locked,
                  .lobby = patch.lobby,
                  .max_step = patch.max_step,
                  .own_layouts = patch.own_layouts,
                  .shares = patch.shares};
  if (patch.name) change.name = room_name(*patch.name);
  if (patch.capacity) change.capacity = impl_->capacity(*patch.capacity);
  if (patch.pin) change.pin_hash = pin_hash;
  if (if_revision && *if_revision != room.view().revision) throw Error(Code::PreconditionFailed);
  room.edit(change);
  return room.view();
}

void Service::delete_room(const Actor& actor, const std::string& id) {
  const Room& room = impl_->find(actor, id, Action::EndRoom);
  const auto stays = owner_of(actor) == room.owner() ? std::nullopt : record(id);
  impl_->end_room(id);
  if (stays) restore(id, stays);
}

InvitationView Service::invite(const Actor& actor, const std::string& room, const InvitationSpec& spec) {
  return impl_->invite(impl_->find(actor, room, Action::Invite), spec);
}

std::vector<InvitationSummary> Service::invitations(const Actor& actor, const std::string& id) const {
  Room& room = impl_->find(actor, id, Action::Invite);
  room.invitations().expire(impl_->wall());
  return room.invitations().list();
}

void Service::revoke(const Actor& actor, const std::string& room, const std::string& invitation) {
  impl_->find(actor, room, Action::Invite).invitations().revoke(invitation);
}

std::string Service::pin_needed(const Actor& actor, const std::string& id) const {
  const Room& room = impl_->find(actor, id, Action::Join);
  return allowed(actor, Action::EnterWithoutPin) ? std::string() : room.pin_hash();
}

Joined Service::join(const Actor& actor, const std::string& id, const JoinSpec& spec, const Entrance& entrance) {
  Room& room = impl_->find(actor, id, Action::Join);
  const auto* invited = std::get_if<InvitationActor>(&actor);
  if (invited && !room.invitations().valid(invited->invitation, impl_->wall())) throw Error(Code::Unauthorized);
  // Whoever comes into a room of their own comes as its moderator.
  const Role own = std::holds_alternative<AccountActor>(actor) ? Role::Moderator : Role::Participant;
  const Role role = invited ? invited->role : spec.role.value_or(own);
  if (spec.role && *spec.role != role && !allowed(actor, Action::ChooseRole)) throw Error(Code::Forbidden);
  const std::string name = display_name(spec.display_name);
  if (pin_needed(actor, id) != entrance.pin_hash) throw Error(Code::WrongPin);
  if (room.locked() && !allowed(actor, Action::EnterLockedRoom)) throw Error(Code::RoomLocked);
  if (!room.occupied() && room.owner().kind == Owner::Kind::Account && impl_->full()) throw Error(Code::RoomLimit);
  const bool waits = room.has_lobby() && !allowed(actor, Action::PassLobby);
  if (waits ? room.lobby_full() : room.full()) throw Error(Code::RoomFull);
  if (invited) room.invitations().use(invited->invitation);
  return waits ? room.wait(name, role, spec.self, entrance.address)
               : room.join(name, role, spec.self, entrance.address);
}

ParticipantView Service::admit(const Actor& actor, const std::string& id, const std::string& participant) {
  Room& room = impl_->find(actor, id, Action::Admit);
  room.waiting(participant);
  if (room.full()) throw Error(Code::RoomFull);
  return room.admit(participant);
}

void Service::deny(const Actor& actor, const std::string& room, const std::string& participant) {
  impl_->find(actor, room, Action::Admit).leave_lobby(participant, Room::Gone::Denied);
}

std::vector<ParticipantView> Service::participants(const Actor& actor, const std::string& id) const {
  const Room& room = impl_->find(actor, id, Action::ReadParticipants);
  auto all = room.participants();
  if (allowed(actor, Action::Admit))
    for (auto& one : room.waiting()) all.push_back(std::move(one));
  return all;
}

ParticipantView Service::participant(const Actor& actor, const std::string& room_id, const std::string& id) const {
  const bool self = is_self(actor, id);
  const Room& room = impl_->find(actor, room_id, self ? Action::ReadSelf : Action::ReadParticipants);
  return room.waits(id) && (self || allowed(actor, Action::Admit)) ? room.waiting(id) : room.participant(id);
}

ParticipantView Service::patch_participant(const Actor& actor, const std::string& room_id, const std::string& id,
                                           const ParticipantPatch& patch) {
  const bool self = is_self(actor, id);
  Room& room = impl_->find(actor, room_id, self ? Action::EditSelf : Action::MuteOther);
  room.participant(id);
  // Others may be silenced and given another step, nothing else: nobody opens another's microphone.
  if (!self && (patch.microphone.value_or(false) || patch.camera || patch.display_name || patch.self ||
                patch.screen.value_or(false)))
    throw Error(Code::Forbidden);
  if (!self && patch.step) require(actor, Action::ChooseStepOfOther);
  if (patch.screen.value_or(false)) require(actor, Action::ShareScreen);
  ParticipantPatch clean = patch;
  if (patch.display_name) clean.display_name = display_name(*patch.display_name);
  return room.edit_participant(id, clean);
}

void Service::remove_participant(const Actor& actor, const std::string& room_id, const std::string& id) {
  const bool self = is_self(actor, id);
  Room& room = impl_->find(actor, room_id, self ? Action::Leave : Action::RemoveOther);
  if (room.waits(id)) return room.leave_lobby(id, self ? Room::Gone::Left : Room::Gone::Denied);
  room.leave(id, self ? Room::Reason::Left : Room::Reason::Removed);
}

Capabilities Service::capabilities(const Actor&) const {
  const Limits& limits = impl_->limits;
  Capabilities all{limits.steps, limits.steps.at(static_cast<std::size_t>(limits.default_step)).name, {}, {}};
  for (const auto& [kind, name] : names(LayoutKind{})) all.layouts.push_back(kind);
  all.canvas = {limits.canvas_width, limits.canvas_height};
  return all;
}

Layout Service::layout(const Actor& actor, const std::string& room) const {
  return impl_->find(actor, room, Action::ReadLayout).layout();
}

Layout Service::set_layout(const Actor& actor, const std::string& id, const Layout& layout) {
  Room& room = impl_->find(actor, id, Action::ChooseLayout);
  room.set_layout(layout);
  return room.layout();
}

Layout Service::layout_of(const Actor& actor, const std::string& room, const std::string& id) const {
  return impl_->find(actor, room, Action::ReadLayout).layout_of(id);
}

Layout Service::set_layout_of(const Actor& actor, const std::string& room, const std::string& id,
                              const Layout& layout) {
  Room& chosen = impl_->own_layout(actor, room, id);
  chosen.set_layout_of(id, layout);
  return chosen.layout_of(id);
}

void Service::clear_layout_of(const Actor& actor, const std::string& room, const std::string& id) {
  impl_->own_layout(actor, room, id).set_layout_of(id, std::nullopt);
}

void Service::offer(const Actor& actor, const std::string& room, const std::string& id, const std::string& sdp,
                    OnAnswer done) {
  impl_->own_media(actor, room, id).offer(id, sdp, std::move(done));
}

void Service::trickle(const Actor& actor, const std::string& room, const std::string& id, const std::string& fragment,
                      const std::string& if_match, OnAnswer done) {
  impl_->own_media(actor, room, id).trickle(id, fragment, if_match, std::move(done));
}

void Service::hang_up(const Actor& actor, const std::string& room, const std::string& id) {
  impl_->own_media(actor, room, id).hang_up(id);
}

Subscription Service::subscribe(const Actor& actor, const std::string& id, std::optional<std::uint64_t> last_id,
                                OnEvent on_event) {
  Room& room = impl_->find(actor, id, Action::FollowEvents);
  const auto* inside = std::get_if<ParticipantActor>(&actor);
  const bool host = allowed(actor, Action::Admit);
  const EventLog::Reader reader{inside ? inside->participant : std::string(),
                                inside ? std::string() : owner_of(actor).name, host, inside && inside->waiting};
  if (inside && !inside->waiting) room.participant(inside->participant);
  const Subscription subscription{++impl_->last_subscription};
  impl_->subscriptions.emplace(subscription, id);
  room.events().subscribe(
      subscription, reader, last_id,
      [&] {
        return reader.waiting ? room.lobby_snapshot(reader.participant) : room.snapshot(reader.participant, host);
      },
      std::move(on_event));
  room.tell_wanted(reader.participant);
  return subscription;
}

void Service::unsubscribe(Subscription subscription) {
  const auto at = impl_->subscriptions.find(subscription);
  if (at == impl_->subscriptions.end()) return;
  if (const auto room = impl_->rooms.find(at->second); room != impl_->rooms.end())
    room->second->events().unsubscribe(subscription);
  impl_->subscriptions.erase(at);
}

void Service::on_subscription_end(std::function<void(Subscription)> handler) { impl_->on_ended = std::move(handler); }

bool Service::kept(const Actor& actor, const std::string& room) const {
  return impl_->find(actor, room).owner().kind == Owner::Kind::Account;
}

std::optional<RoomRecord> Service::record(const std::string& room) const {
  const auto at = impl_->rooms.find(room);
  if (at == impl_->rooms.end() || at->second->owner().kind != Owner::Kind::Account) return std::nullopt;
  return at->second->record();
}

void Service::restore(const std::string& id, const std::optional<RoomRecord>& record) {
  const auto at = impl_->rooms.find(id);
  if (!record) {
    if (at != impl_->rooms.end()) impl_->end_room(id);
    return;
  }
  Room& room = at != impl_->rooms.end()
                   ? *at->second
                   : impl_->add_room(id, record->name, record->capacity, {Owner::Kind::Account, record->account});
  room.restore(*record);
}

void Service::account_erased(const std::string& account) {
  std::vector<std::string> owned;
  for (const auto& [id, room] : impl_->rooms)
    if (room->owner() == Owner{Owner::Kind::Account, account}) owned.push_back(id);
  for (const auto& id : owned) impl_->end_room(id);
}

void Service::logged_out(const std::string& account) {
  const Owner owner{Owner::Kind::Account, account};
  for (const auto& [id, room] : impl_->rooms)
    if (room->owner() == owner) room->events().end_owner(impl_->ended);
}

bool Service::ready() const { return impl_->around.media.ready(); }
std::vector<wire::Ready> Service::walls() const { return impl_->around.media.walls(); }

void Service::shut_down() {
  while (!impl_->rooms.empty()) impl_->end_room(impl_->rooms.begin()->first);
}

InvitationView Service::open_room(const std::string& name, Role role) {
  Room& room = impl_->add_room(room_name(name), impl_->limits.participants_per_room, {});
  return impl_->invite(room, {.role = role, .expires_in = {}, .uses = {}});
}

void Service::tick() {
  const auto now = impl_->now();
  std::vector<std::string> abandoned;
  for (const auto& [id, room] : impl_->rooms) {
    room->tick(now);
    if (room->abandoned(now)) abandoned.push_back(id);
  }
  for (const auto& id : abandoned) impl_->end_room(id);
}

}  // namespace lethe::room
