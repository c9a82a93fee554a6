// SPDX-License-Identifier: AGPL-3.0-or-later
// Participants as JSON in the API: camelCase, times in RFC 3339 UTC. Plain values.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "mcu/base/field.hpp"
#include "mcu/base/secret.hpp"
#include "mcu/room/model/room_documents.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

// How a client treats its own tile: it covers it with its preview, or gets a picture without it.
enum class Self { Cover, Exclude };
constexpr auto names(Self) {
  return std::array{std::pair{Self::Cover, std::string_view("cover")},
                    std::pair{Self::Exclude, std::string_view("exclude")}};
}

// The shape of the window in which a participant watches: 16:9, 4:3, 9:16 or 13:6.
enum class Window { Wide, Standard, Upright, Flat };
constexpr auto names(Window) {
  return std::array{
      std::pair{Window::Wide, std::string_view("wide")}, std::pair{Window::Standard, std::string_view("standard")},
      std::pair{Window::Upright, std::string_view("upright")}, std::pair{Window::Flat, std::string_view("flat")}};
}

struct JoinSpec {  // POST /rooms/{room}/participants
  std::string display_name;
  std::optional<Role> role;  // for API keys and accounts; an invitation has its own
  Self self = Self::Cover;
  std::optional<Secret> pin = {};  // checked earlier: Entrance
  bool listening = false;          // has no device and takes byte streams
  static constexpr auto fields() {
    return std::tuple{field("displayName", &JoinSpec::display_name, {1, 800}), field("role", &JoinSpec::role),
                      field("self", &JoinSpec::self).or_default(), field("pin", &JoinSpec::pin, {0, 64}),
                      field("listening", &JoinSpec::listening).or_default()};
  }
};
// What is known about a joining participant besides the credential.
struct Entrance {
  std::string address = {};   // for the attendance log
  std::string pin_hash = {};  // the hash against which the PIN was verified
  std::string network = {};   // for its share of the rooms; empty: not counted
};
struct ParticipantPatch {                  // PATCH /rooms/{room}/participants/{id}
  std::optional<bool> microphone, camera;  // false: muted, hidden; moderators may only set false for others
  std::optional<std::string> display_name;
  std::optional<std::string> step = {};  // name of a step; auto: the server chooses
  std::optional<Self> self = {};
  std::optional<bool> screen = {};  // shares its screen; moderators may only end it for others
  std::optional<bool> hand = {};    // raised; moderators may only lower it for others
  std::optional<Role> role = {};    // a moderator's choice
  std::optional<bool> music = {};   // its own choice
  std::optional<Window> window = {};
  static constexpr auto fields() {
    return std::tuple{field("microphone", &ParticipantPatch::microphone),
                      field("camera", &ParticipantPatch::camera),
                      field("displayName", &ParticipantPatch::display_name, {1, 800}),
                      field("step", &ParticipantPatch::step, {1, 32}),
                      field("self", &ParticipantPatch::self),
                      field("screen", &ParticipantPatch::screen),
                      field("hand", &ParticipantPatch::hand),
                      field("role", &ParticipantPatch::role),
                      field("music", &ParticipantPatch::music),
                      field("window", &ParticipantPatch::window)};
  }
};
struct MuteSpec {                   // POST /rooms/{room}/mute
  std::vector<std::string> except;  // ids; unknown ones are ignored
  static constexpr auto fields() { return std::tuple{field("except", &MuteSpec::except, {0, 1000}).or_default()}; }
};
enum class Admission { Admitted, Waiting };
constexpr auto names(Admission) {
  return std::array{std::pair{Admission::Admitted, std::string_view("admitted")},
                    std::pair{Admission::Waiting, std::string_view("waiting")}};
}
struct ParticipantView {
  std::string id, display_name;
  Role role = Role::Participant;
  bool microphone = true, camera = true, speaking = false;
  wire::PeerState connection = wire::PeerState::Connecting;
  std::string joined_at;
  std::string step;       // its current one
  std::string best_step;  // the best permitted one: by choice, room and role
  Self self = Self::Cover;
  Admission state = Admission::Admitted;
  bool screen = false;                   // it shares its screen, or is about to
  std::optional<std::string> hand = {};  // time of raising
  bool listening = false;                // it has no device
  bool music = false;                    // it sends music: its sound is kept in stereo
  bool pinned = false;                   // the room's layout keeps it large, whoever speaks
  bool operator==(const ParticipantView&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("id", &ParticipantView::id),
                      field("displayName", &ParticipantView::display_name),
                      field("role", &ParticipantView::role),
                      field("microphone", &ParticipantView::microphone),
                      field("camera", &ParticipantView::camera),
                      field("speaking", &ParticipantView::speaking),
                      field("connection", &ParticipantView::connection),
                      field("joinedAt", &ParticipantView::joined_at),
                      field("step", &ParticipantView::step),
                      field("bestStep", &ParticipantView::best_step),
                      field("self", &ParticipantView::self),
                      field("state", &ParticipantView::state),
                      field("screen", &ParticipantView::screen),
                      field("hand", &ParticipantView::hand),
                      field("listening", &ParticipantView::listening),
                      field("music", &ParticipantView::music),
                      field("pinned", &ParticipantView::pinned)};
  }
};
struct StreamSpec {  // POST /rooms/{room}/participants/{id}/streams
  wire::Form form = wire::Form::Webm;
  int pictures = 10;  // jpeg: most per second; webm: whether there are any
  static constexpr auto fields() {
    return std::tuple{field("form", &StreamSpec::form).or_default(),
                      field("pictures", &StreamSpec::pictures, {0, 10}).or_default()};
  }
};
struct StreamTicket {  // the response: valid once, for a minute
  std::string url;     // path
  static constexpr auto fields() { return std::tuple{field("url", &StreamTicket::url)}; }
};
struct IceServer {
  std::vector<std::string> urls;
  std::optional<std::string> username, credential;
  static constexpr auto fields() {
    return std::tuple{field("urls", &IceServer::urls), field("username", &IceServer::username),
                      field("credential", &IceServer::credential)};
  }
};
struct Joined {  // response to POST participants
  ParticipantView participant;
  RoomView room;
  std::string token;  // the participant's; told once
  std::vector<IceServer> ice_servers;
  static constexpr auto fields() {
    return std::tuple{field("participant", &Joined::participant), field("room", &Joined::room),
                      field("token", &Joined::token), field("iceServers", &Joined::ice_servers)};
  }
};

}  // namespace lethe::room
