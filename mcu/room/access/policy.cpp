// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/access/policy.hpp"

#include <algorithm>
#include <array>

#include "mcu/base/check.hpp"
#include "mcu/base/error.hpp"

namespace lethe::room {
namespace {

// Kinds of actors, one bit each; an API key has a bit per scope.
enum Kind : unsigned {
  KeyRooms = 1,
  KeyParticipants = 2,
  InvitedModerator = 4,
  InvitedParticipant = 8,
  InvitedViewer = 16,
  Moderator = 32,
  Participant = 64,
  Viewer = 128,
  Account = 256,
  Waiting = 512,  // in the lobby, whatever its later role
  KeyMetrics = 1024,
  Returning = 2048,  // to a room where they were inside
};
constexpr unsigned key = KeyRooms | KeyParticipants;
constexpr unsigned makers = KeyRooms | Account;        // create rooms, which they own
constexpr unsigned hosts = KeyParticipants | Account;  // may moderate the people in their rooms
constexpr unsigned invited = InvitedModerator | InvitedParticipant | InvitedViewer;
constexpr unsigned inside = Moderator | Participant | Viewer;

struct Row {
  Action action;
  unsigned kinds;
};
constexpr std::array table{
    Row{Action::UseAccount, Account},
    Row{Action::CreateRoom, makers},
    Row{Action::ListRooms, key | Account | invited | inside | Waiting | Returning},
    Row{Action::ReadFigures, KeyMetrics},
    Row{Action::ReadRoom, key | Account | invited | inside | Waiting | Returning},
    Row{Action::EditRoom, makers | Moderator},
    Row{Action::EndRoom, makers | Moderator},
    Row{Action::Invite, makers | Moderator},
    Row{Action::Join, hosts | invited | Returning},
    Row{Action::EnterLockedRoom, hosts | InvitedModerator | Returning},
    Row{Action::EnterWithoutPin, hosts | Returning},
    Row{Action::PassLobby, hosts | InvitedModerator | Returning},
    Row{Action::Admit, hosts | Moderator},
    Row{Action::ChooseRole, hosts},
    Row{Action::ReadParticipants, hosts | inside},
    Row{Action::ReadSelf, inside | Waiting},
    Row{Action::EditSelf, inside},
    Row{Action::Leave, inside | Waiting},
    Row{Action::Publish, InvitedModerator | InvitedParticipant},
    Row{Action::Watch, invited},
    Row{Action::SendMedia, inside},
    Row{Action::MuteOther, hosts | Moderator},
    Row{Action::RemoveOther, hosts | Moderator},
    Row{Action::FollowEvents, hosts | inside | Waiting},
    Row{Action::ReadLayout, KeyRooms | hosts | inside},
    Row{Action::ChooseLayout, makers | Moderator},
    Row{Action::ChooseStepOfOther, hosts | Moderator},
    Row{Action::ShareScreen, Moderator | Participant},
    Row{Action::ChangeRole, hosts | Moderator},
    Row{Action::ReadChat, hosts | inside},
    Row{Action::WriteChat, inside},
    Row{Action::WriteChatWhenOff, Moderator},
    Row{Action::SpeakChat, Moderator | Participant},
    Row{Action::DeleteMessageOfOther, hosts | Moderator},
};

constexpr unsigned by_role(Role role, unsigned moderator) { return moderator << static_cast<unsigned>(role); }

struct KindsOf {
  unsigned operator()(const ApiKeyActor& actor) const {
    const auto has = [&](Scope scope) {
      return std::find(actor.scopes.begin(), actor.scopes.end(), scope) != actor.scopes.end();
    };
    return (has(Scope::Rooms) ? KeyRooms : 0u) | (has(Scope::Participants) ? KeyParticipants : 0u) |
           (has(Scope::Metrics) ? KeyMetrics : 0u);
  }
  unsigned operator()(const InvitationActor& actor) const { return by_role(actor.role, InvitedModerator); }
  unsigned operator()(const ParticipantActor& actor) const {
    return actor.waiting ? unsigned{Waiting} : by_role(actor.role, Moderator);
  }
  unsigned operator()(const AccountActor&) const { return Account; }
  unsigned operator()(const ReturningActor&) const { return Returning; }
};

}  // namespace

bool allowed(const Actor& actor, Action action) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const Row& r) { return r.action == action; });
  CHECK(row != table.end());
  return (row->kinds & std::visit(KindsOf{}, actor)) != 0;
}

void require(const Actor& actor, Action action) {
  if (!allowed(actor, action)) throw Error(Code::Forbidden);
}

Owner owner_of(const Actor& actor) {
  if (const auto* frontend = std::get_if<ApiKeyActor>(&actor)) return {Owner::Kind::ApiKey, frontend->name};
  if (const auto* account = std::get_if<AccountActor>(&actor)) return {Owner::Kind::Account, account->account};
  return {};
}

bool concerns(const Actor& actor, const std::string& room, const Owner& owner) {
  if (const auto* invitation = std::get_if<InvitationActor>(&actor)) return invitation->room == room;
  if (const auto* inside = std::get_if<ParticipantActor>(&actor)) return inside->room == room;
  if (const auto* back = std::get_if<ReturningActor>(&actor)) return back->room == room;
  return owner.kind != Owner::Kind::Nobody && owner_of(actor) == owner;
}

bool is_self(const Actor& actor, const std::string& participant) {
  const auto* self = std::get_if<ParticipantActor>(&actor);
  return self && self->participant == participant;
}

std::string participant_of(const Actor& actor) {
  const auto* self = std::get_if<ParticipantActor>(&actor);
  return self ? self->participant : std::string();
}

}  // namespace lethe::room
