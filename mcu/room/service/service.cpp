// SPDX-License-Identifier: AGPL-3.0-or-later
// The rooms: made, edited, kept, followed, ended.
#include "mcu/room/service/service.hpp"

#include "mcu/room/model/text.hpp"
#include "mcu/room/service/service_impl.hpp"

namespace lethe::room {
namespace {

constexpr int room_name_characters = 100;
constexpr std::chrono::milliseconds tick_period{200};
constexpr int open_room_invitations = 40;  // of the last 20 starts

std::string room_name(const std::string& name) { return clean_name(name, "/name", room_name_characters); }

}  // namespace

// What is as it was is not looked at: the limits may have been others when it was set.
RoomSettings Service::Impl::wanted(const Room& room, const RoomPatch& patch) const {
  const RoomSettings& before = room.settings();
  RoomSettings after = patch.settings.onto(before);
  if (after.name != before.name) after.name = room_name(after.name);
  if (after.capacity != before.capacity && after.capacity > limits.participants_per_room)
    throw Error(Code::InvalidField, {},
                {{"/capacity", "must be at most " + std::to_string(limits.participants_per_room)}});
  return after;
}

Service::Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels, Now now,
                 WallNow wall, Attendance* attendance, Speaking speaking)
    : impl_(std::make_unique<Impl>(loop, media, std::move(limits), keys, std::move(labels), std::move(now),
                                   std::move(wall), attendance, std::move(speaking))) {
  impl_->timer = loop.every(tick_period, [this] { tick(); });
}

Service::~Service() { impl_->loop.cancel(impl_->timer); }

Actor Service::authenticate(const Secret& token) const {
  const std::string hash = sha256(token.reveal());
  const Actor* actor = impl_->credentials.find(hash);
  if (!actor)
    if (const auto back = impl_->returning(token)) return *back;
  if (!actor) throw Error(impl_->credentials.revoked(hash) ? Code::Removed : Code::Unauthorized);
  if (const auto* invited = std::get_if<InvitationActor>(actor))
    if (!impl_->rooms.at(invited->room)->invitations().valid(invited->invitation, impl_->wall()))
      throw Error(Code::Unauthorized);
  return *actor;
}

RoomView Service::create_room(const Actor& actor, const RoomPatch& spec, const std::string& pin_hash) {
  require(actor, Action::CreateRoom);
  auto room = std::make_shared<Room>(impl_->around, impl_->new_id(), owner_of(actor));
  room->take(impl_->wanted(*room, spec), pin_hash);
  impl_->check_limit(room->owner());
  impl_->add_room(room);
  room->tell_outside(Notice::room_created);
  return room->view();
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
  const RoomSettings wanted = impl_->wanted(room, patch);
  if (if_revision && *if_revision != room.view().revision) throw Error(Code::PreconditionFailed);
  room.edit(wanted, patch.pin ? pin_hash : room.pin_hash());
  return room.view();
}

void Service::delete_room(const Actor& actor, const std::string& id) {
  const Owner owner = impl_->find(actor, id, Action::EndRoom).owner();
  const bool for_good = owner.kind != Owner::Kind::Account || owner_of(actor) == owner;
  auto stays = for_good ? std::nullopt : record(id);
  if (stays) stays->way_back_key.clear();
  impl_->end_room(id);
  if (stays) restore(id, stays);
}

InvitationView Service::invite(const Actor& actor, const std::string& room, const InvitationSpec& spec) {
  Room& inviting = impl_->find(actor, room, Action::Invite);
  return impl_->invite(inviting, spec, inviting.stay_of(participant_of(actor)));
}

std::vector<InvitationSummary> Service::invitations(const Actor& actor, const std::string& id) const {
  Room& room = impl_->find(actor, id, Action::Invite);
  room.invitations().expire(impl_->wall());
  return room.invitations().list();
}

void Service::revoke(const Actor& actor, const std::string& room, const std::string& invitation) {
  Room& of = impl_->find(actor, room, Action::Invite);
  of.invitations().revoke(invitation);
  of.renew_ways_back();  // who came by it and has left does not come back
}

Capabilities Service::capabilities(const Actor&) const {
  const Limits& limits = impl_->limits;
  Capabilities all{limits.steps, limits.steps.at(static_cast<std::size_t>(limits.default_step)).name, {}, {}};
  for (const auto& [kind, name] : names(LayoutKind{})) all.layouts.push_back(kind);
  all.canvas = {limits.canvas_width, limits.canvas_height};
  return all;
}

Subscription Service::subscribe(const Actor& actor, const std::string& id, std::optional<std::uint64_t> last_id,
                                OnEvent on_event) {
  Room& room = impl_->find(actor, id, Action::FollowEvents);
  const auto* inside = std::get_if<ParticipantActor>(&actor);
  const bool host = allowed(actor, Action::Admit);
  EventLog::Reader reader{inside ? inside->participant : std::string(), inside ? std::string() : owner_of(actor).name,
                          host, inside && inside->waiting, 0};
  if (inside && !inside->waiting) reader.since = room.came(inside->participant);
  const Subscription subscription{++impl_->last_subscription};
  impl_->subscriptions.emplace(subscription, id);
  room.events().subscribe(
      subscription, reader, last_id,
      [&] {
        return reader.waiting ? room.lobby_snapshot(reader.participant) : room.snapshot(reader.participant, host);
      },
      std::move(on_event));
  room.tell_admission(reader.participant);
  room.tell_wanted(reader.participant);
  room.tell_way_back(reader.participant);
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

void Service::on_notice(OnNotice handler) { impl_->on_notice = std::move(handler); }

std::optional<RoomRecord> Service::record(const std::string& room) const {
  const auto at = impl_->rooms.find(room);
  return at == impl_->rooms.end() ? std::nullopt : std::optional(at->second->record());
}

void Service::restore(const std::string& id, const std::optional<RoomRecord>& record) {
  const auto at = impl_->rooms.find(id);
  if (!record) {
    if (at != impl_->rooms.end()) impl_->end_room(id);
    return;
  }
  Room& room = at != impl_->rooms.end() ? *at->second : impl_->add_room(id, record->owner);
  room.restore(*record);
}

void Service::on_meeting_over(MeetingOver handler) { impl_->on_meeting_over = std::move(handler); }

void Service::on_abandoned(std::function<void(const std::string&)> handler) {
  impl_->on_abandoned = std::move(handler);
}

void Service::set_public_url(const std::string& url) { impl_->limits.public_url = url; }

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

Figures Service::figures() const {
  Figures all;
  all.totals = impl_->totals;
  for (const auto& [id, room] : impl_->rooms) room->add_to(all);
  all.media_processes = impl_->around.media.walls().size();
  all.ready = ready();
  return all;
}

bool Service::ready() const { return impl_->around.media.ready(); }
std::vector<wire::Ready> Service::walls() const { return impl_->around.media.walls(); }

void Service::shut_down() {
  for (const auto& [id, room] : std::exchange(impl_->rooms, {})) room->pause();
}

Service::OpenRoom Service::open_room(const std::string& name) {
  const std::string wanted = room_name(name);
  const auto known = std::find_if(impl_->rooms.begin(), impl_->rooms.end(), [&](const auto& one) {
    return one.second->owner() == Owner{} && one.second->settings().name == wanted;
  });
  const bool fresh = known == impl_->rooms.end();
  Room& room = fresh ? impl_->add_room(impl_->new_id(), {}) : *known->second;
  if (fresh) {
    RoomSettings named = room.settings();
    named.name = wanted;
    room.take(named, {});
    room.tell_outside(Notice::room_created);
  }
  // Two more must have their place.
  room.invitations().keep_newest(
      static_cast<std::size_t>(std::clamp(impl_->limits.invitations_per_room, 2, open_room_invitations)) - 2);
  const auto invite = [&](Role role) { return impl_->invite(room, {.role = role, .expires_in = {}, .uses = {}}); };
  return {room.id(), invite(Role::Moderator), invite(Role::Participant)};
}

void Service::tick() {
  const auto now = impl_->now();
  std::vector<std::string> abandoned;
  std::vector<std::pair<std::string, std::string>> over;
  for (const auto& [id, room] : impl_->rooms) {
    room->tick(now);
    if (auto key = room->take_ended_key(); !key.empty()) over.emplace_back(id, std::move(key));
    if (room->abandoned(now)) abandoned.push_back(id);
  }
  if (impl_->on_meeting_over)
    for (const auto& [id, key] : over) impl_->on_meeting_over(id, key);
  for (const auto& id : abandoned) {
    impl_->end_room(id);
    if (impl_->on_abandoned) impl_->on_abandoned(id);
  }
}

}  // namespace lethe::room
