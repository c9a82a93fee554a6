// SPDX-License-Identifier: AGPL-3.0-or-later
// Actors (who asks) and owners of rooms. Plain values.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lethe::room {

enum class Role { Moderator, Participant, Viewer };
constexpr auto names(Role) {
  return std::array{std::pair{Role::Moderator, std::string_view("moderator")},
                    std::pair{Role::Participant, std::string_view("participant")},
                    std::pair{Role::Viewer, std::string_view("viewer")}};
}

enum class Scope { Rooms, Participants, Metrics };  // of an API key
constexpr auto names(Scope) {
  return std::array{std::pair{Scope::Rooms, std::string_view("rooms")},
                    std::pair{Scope::Participants, std::string_view("participants")},
                    std::pair{Scope::Metrics, std::string_view("metrics")}};
}
struct ApiKeyActor {
  std::string name;  // of the key in the configuration; owns the rooms created with it
  std::vector<Scope> scopes;
};
struct InvitationActor {
  std::string room;
  std::string invitation;
  Role role = Role::Participant;
};
struct ParticipantActor {
  std::string room;
  std::string participant;
  Role role = Role::Participant;
  bool waiting = false;  // in the lobby: may not see anything of the room yet
};
struct ReturningActor {  // was inside before and presents its way_back token
  std::string room;
  std::string stay;  // random; kept across returns
  Role role = Role::Participant;
  std::string invitation = {};  // the first one used; empty: none
};
struct AccountActor {
  std::string account;  // id; owns the rooms it creates
};
using Actor = std::variant<ApiKeyActor, InvitationActor, ParticipantActor, AccountActor, ReturningActor>;

// The owner of a room; everybody else is a guest.
struct Owner {
  enum class Kind { Nobody, ApiKey, Account };
  Kind kind = Kind::Nobody;
  std::string name;  // of the key, or the account's id
  bool operator==(const Owner&) const = default;
};
Owner owner_of(const Actor& actor);  // the owner of rooms created by this actor

}  // namespace lethe::room
