// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/service.hpp"

#include <algorithm>

#include "room/credentials.hpp"
#include "room/ids.hpp"
#include "room/policy.hpp"
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

  Impl(Loop& l, Media& media, Limits lim, const std::vector<ApiKey>& keys, Labels draw, Now clock)
      : loop(l),
        limits(std::move(lim)),
        labels(std::move(draw)),
        now(std::move(clock)),
        credentials(keys),
        around{media, limits, credentials, labels, now, ended} {}

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
  Room& add_room(std::string name, int room_capacity, Owner owner) {
    if (std::ssize(rooms) >= limits.rooms) throw Error(Code::RoomLimit);
    std::string id;
    do id = random_id(10);
    while (rooms.contains(id));
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
    room.invitations().expire(now());
    if (std::cmp_greater_equal(room.invitations().count(), limits.invitations_per_room))
      throw Error(Code::RoomLimit, "The room has as many invitations as it is allowed.");
    return room.invitations().add(spec, limits.public_url, now());
  }
};

Service::Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels, Now now)
    : impl_(std::make_unique<Impl>(loop, media, std::move(limits), keys, std::move(labels), std::move(now))) {
  impl_->timer = loop.every(tick_period, [this] { tick(); });
}

Service::~Service() { impl_->loop.cancel(impl_->timer); }

Actor Service::authenticate(const Secret& token) const {
  const Actor* actor = impl_->credentials.find(sha256(token.reveal()));
  if (!actor) throw Error(Code::Unauthorized);
  if (const auto* invited = std::get_if<InvitationActor>(actor))
    if (!impl_->rooms.at(invited->room)->invitations().valid(invited->invitation, impl_->now()))
      throw Error(Code::Unauthorized);
  return *actor;
}

RoomView Service::create_room(const Actor& actor, const RoomSpec& spec) {
  require(actor, Action::CreateRoom);
  const int capacity = impl_->capacity(spec.capacity.value_or(impl_->limits.participants_per_room));
  const std::string name = spec.name ? room_name(*spec.name) : "Room";
  return impl_->add_room(name, capacity, owner_of(actor)).view();
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
                             std::optional<std::uint64_t> if_revision) {
  Room& room = impl_->find(actor, id, Action::EditRoom);
  const auto name = patch.name ? std::optional(room_name(*patch.name)) : std::nullopt;
  const auto capacity = patch.capacity ? std::optional(impl_->capacity(*patch.capacity)) : std::nullopt;
  if (if_revision && *if_revision != room.view().revision) throw Error(Code::PreconditionFailed);
  RoomPatch clean = patch;
  clean.name = name;
  clean.capacity = capacity;
  room.edit(clean);
  return room.view();
}

void Service::delete_room(const Actor& actor, const std::string& room) {
  impl_->find(actor, room, Action::EndRoom);
  impl_->end_room(room);
}

InvitationView Service::invite(const Actor& actor, const std::string& room, const InvitationSpec& spec) {
  return impl_->invite(impl_->find(actor, room, Action::Invite), spec);
}

Joined Service::join(const Actor& actor, const std::string& id, const JoinSpec& spec) {
  Room& room = impl_->find(actor, id, Action::Join);
  const auto* invited = std::get_if<InvitationActor>(&actor);
  if (invited && !room.invitations().valid(invited->invitation, impl_->now())) throw Error(Code::Unauthorized);
  // Whoever comes into a room of their own comes as its moderator.
  const Role own = std::holds_alternative<AccountActor>(actor) ? Role::Moderator : Role::Participant;
  const Role role = invited ? invited->role : spec.role.value_or(own);
  if (spec.role && *spec.role != role && !allowed(actor, Action::ChooseRole)) throw Error(Code::Forbidden);
  const std::string name = display_name(spec.display_name);
  if (room.locked() && !allowed(actor, Action::EnterLockedRoom)) throw Error(Code::RoomLocked);
  if (room.full()) throw Error(Code::RoomFull);
  if (invited) room.invitations().use(invited->invitation);
  return room.join(name, role, spec.self);
}

std::vector<ParticipantView> Service::participants(const Actor& actor, const std::string& room) const {
  return impl_->find(actor, room, Action::ReadParticipants).participants();
}

ParticipantView Service::participant(const Actor& actor, const std::string& room, const std::string& id) const {
  return impl_->find(actor, room, Action::ReadParticipants).participant(id);
}

ParticipantView Service::patch_participant(const Actor& actor, const std::string& room_id, const std::string& id,
                                           const ParticipantPatch& patch) {
  const bool self = is_self(actor, id);
  Room& room = impl_->find(actor, room_id, self ? Action::EditSelf : Action::MuteOther);
  room.participant(id);
  // Others may be silenced and given another step, nothing else: nobody opens another's microphone.
  if (!self && (patch.microphone.value_or(false) || patch.camera || patch.display_name || patch.self))
    throw Error(Code::Forbidden);
  if (!self && patch.step) require(actor, Action::ChooseStepOfOther);
  ParticipantPatch clean = patch;
  if (patch.display_name) clean.display_name = display_name(*patch.display_name);
  return room.edit_participant(id, clean);
}

void Service::remove_participant(const Actor& actor, const std::string& room, const std::string& id) {
  const bool self = is_self(actor, id);
  impl_->find(actor, room, self ? Action::Leave : Action::RemoveOther)
      .leave(id, self ? Room::Reason::Left : Room::Reason::Removed);
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
  const auto* reader = std::get_if<ParticipantActor>(&actor);
  if (reader) room.participant(reader->participant);
  const std::string id_of_reader = reader ? reader->participant : "";
  const Subscription subscription{++impl_->last_subscription};
  impl_->subscriptions.emplace(subscription, id);
  room.events().subscribe(
      subscription, id_of_reader, last_id, [&] { return room.snapshot(id_of_reader); }, std::move(on_event));
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
