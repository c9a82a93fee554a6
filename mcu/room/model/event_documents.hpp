// SPDX-License-Identifier: AGPL-3.0-or-later
// The events of a room, each with its name and its data as JSON. The table and the schemas of api/openapi.yaml are
// tested against these. A `passing` event has no number and is not held for readers who reconnect. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "mcu/base/field.hpp"
#include "mcu/room/model/message_documents.hpp"
#include "mcu/room/model/participant_documents.hpp"
#include "mcu/room/model/room_documents.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

enum class Leaving { Left, Removed, Lost };  // of the room
constexpr auto names(Leaving) {
  return std::array{std::pair{Leaving::Left, std::string_view("left")},
                    std::pair{Leaving::Removed, std::string_view("removed")},
                    std::pair{Leaving::Lost, std::string_view("lost")}};
}
enum class Gone { Admitted, Denied, Left };  // from the lobby
constexpr auto names(Gone) {
  return std::array{std::pair{Gone::Admitted, std::string_view("admitted")},
                    std::pair{Gone::Denied, std::string_view("denied")},
                    std::pair{Gone::Left, std::string_view("left")}};
}

struct ShownTile {
  std::string participant;
  wire::Picture picture = wire::Picture::Camera;
  wire::Rect rect;
  bool operator==(const ShownTile&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("participant", &ShownTile::participant), field("picture", &ShownTile::picture),
                      embed(&ShownTile::rect)};
  }
};
struct ShownLayout {
  std::uint32_t view = 0;
  std::uint64_t revision = 0;  // the revision of the scene that is shown
  int width = 0, height = 0;
  std::uint32_t rtp_timestamp = 0;  // the RTP timestamp of the first picture that shows it
  std::vector<ShownTile> tiles = {};
  static constexpr auto fields() {
    return std::tuple{field("view", &ShownLayout::view),
                      field("revision", &ShownLayout::revision),
                      field("width", &ShownLayout::width),
                      field("height", &ShownLayout::height),
                      field("rtpTimestamp", &ShownLayout::rtp_timestamp),
                      field("tiles", &ShownLayout::tiles)};
  }
};

namespace event {

// The first event, unless the reader resumes. Sent again to a guest who was admitted, and to a participant whose right
// to see the lobby changed.
struct Snapshot {
  static constexpr std::string_view name = "snapshot";
  RoomView room;
  std::vector<ParticipantView> participants, waiting;
  std::optional<ShownLayout> layout;
  std::vector<Message> messages;
  static constexpr auto fields() {
    return std::tuple{field("room", &Snapshot::room), field("participants", &Snapshot::participants),
                      field("waiting", &Snapshot::waiting), field("layout", &Snapshot::layout).or_null(),
                      field("messages", &Snapshot::messages)};
  }
};

struct ParticipantJoined {
  static constexpr std::string_view name = "participant.joined";
  ParticipantView participant;
  static constexpr auto fields() { return std::tuple{embed(&ParticipantJoined::participant)}; }
};
struct ParticipantUpdated {
  static constexpr std::string_view name = "participant.updated";
  ParticipantView participant;
  static constexpr auto fields() { return std::tuple{embed(&ParticipantUpdated::participant)}; }
};
struct ParticipantLeft {
  static constexpr std::string_view name = "participant.left";
  std::string id;
  Leaving reason = Leaving::Left;
  static constexpr auto fields() {
    return std::tuple{field("id", &ParticipantLeft::id), field("reason", &ParticipantLeft::reason)};
  }
};

// Events of the lobby: the first two go to readers who may admit, the other two to the guest. A snapshot follows
// ParticipantAdmitted; a guest who had no event stream when admitted gets the event later, after the first snapshot.
struct ParticipantWaiting {
  static constexpr std::string_view name = "participant.waiting";
  ParticipantView participant;
  static constexpr auto fields() { return std::tuple{embed(&ParticipantWaiting::participant)}; }
};
struct ParticipantGone {
  static constexpr std::string_view name = "participant.gone";
  std::string id;
  Gone reason = Gone::Left;
  static constexpr auto fields() {
    return std::tuple{field("id", &ParticipantGone::id), field("reason", &ParticipantGone::reason)};
  }
};
struct ParticipantAdmitted {
  static constexpr std::string_view name = "participant.admitted";
  ParticipantView participant;
  std::vector<IceServer> ice_servers;
  static constexpr auto fields() {
    return std::tuple{field("participant", &ParticipantAdmitted::participant),
                      field("iceServers", &ParticipantAdmitted::ice_servers)};
  }
};
struct ParticipantDenied {  // the guest's last event
  static constexpr std::string_view name = "participant.denied";
  static constexpr auto fields() { return std::tuple<>{}; }
};

struct RoomUpdated {
  static constexpr std::string_view name = "room.updated";
  RoomView room;
  static constexpr auto fields() { return std::tuple{embed(&RoomUpdated::room)}; }
};
struct RoomEnded {
  static constexpr std::string_view name = "room.ended";
  static constexpr auto fields() { return std::tuple<>{}; }
};

struct LayoutChanged {  // the layout of the view that the reader watches
  static constexpr std::string_view name = "layout";
  ShownLayout layout;
  static constexpr auto fields() { return std::tuple{embed(&LayoutChanged::layout)}; }
};
struct LevelsHeard {  // the audible participants, at most five times a second
  static constexpr std::string_view name = "levels";
  static constexpr bool passing = true;
  std::map<std::string, int> levels;  // -dBov by participant
  static constexpr auto fields() { return std::tuple{field("levels", &LevelsHeard::levels)}; }
};
struct VideoWanted {  // what the reader should send; kbps 0: nothing
  static constexpr std::string_view name = "video.wanted";
  static constexpr bool passing = true;
  wire::Picture picture = wire::Picture::Camera;
  int width = 0, height = 0, fps = 0, kbps = 0;
  static constexpr auto fields() {
    return std::tuple{field("picture", &VideoWanted::picture), field("width", &VideoWanted::width),
                      field("height", &VideoWanted::height), field("fps", &VideoWanted::fps),
                      field("kbps", &VideoWanted::kbps)};
  }
};

// Sent to everybody, or only to the sender and the receiver.
struct MessagePosted {
  static constexpr std::string_view name = "message";
  Message message;
  static constexpr auto fields() { return std::tuple{embed(&MessagePosted::message)}; }
};
struct MessageDeleted {
  static constexpr std::string_view name = "message.deleted";
  std::string id;
  static constexpr auto fields() { return std::tuple{field("id", &MessageDeleted::id)}; }
};

// Sent to one participant; SessionLost also to everybody, when the media process was lost.
struct WayBack {  // a token for rejoining (way_back.hpp)
  static constexpr std::string_view name = "way.back";
  static constexpr bool passing = true;
  std::string token;
  static constexpr auto fields() { return std::tuple{field("token", &WayBack::token)}; }
};
struct UnmuteRequested {
  static constexpr std::string_view name = "unmute.requested";
  static constexpr bool passing = true;
  std::optional<std::string> by = {};  // display name; absent: the room's owner
  static constexpr auto fields() { return std::tuple{field("by", &UnmuteRequested::by)}; }
};
struct SessionLost {  // the reader's media session has ended: it should send a new offer
  static constexpr std::string_view name = "session.lost";
  static constexpr auto fields() { return std::tuple<>{}; }
};

using All = std::tuple<Snapshot, ParticipantJoined, ParticipantUpdated, ParticipantLeft, ParticipantWaiting,
                       ParticipantGone, ParticipantAdmitted, ParticipantDenied, RoomUpdated, RoomEnded, LayoutChanged,
                       LevelsHeard, VideoWanted, MessagePosted, MessageDeleted, WayBack, UnmuteRequested, SessionLost>;

template <class Event>
constexpr bool is_passing = requires {
  Event::passing;
};

}  // namespace event
}  // namespace lethe::room
