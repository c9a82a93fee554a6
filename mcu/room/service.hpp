// SPDX-License-Identifier: AGPL-3.0-or-later
// All rooms of the server and what may be done with them. Lives on the control thread; nothing in it blocks.
// Every call names the Actor that asks: who may do what is decided in policy.cpp and nowhere else.
// Calls throw Error; a call that throws has changed nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/field.hpp"
#include "base/loop.hpp"
#include "base/secret.hpp"
#include "room/layout.hpp"
#include "room/media.hpp"
#include "room/time.hpp"

namespace lethe::room {

enum class Role { Moderator, Participant, Viewer };
constexpr auto names(Role) {
  return std::array{std::pair{Role::Moderator, std::string_view("moderator")},
                    std::pair{Role::Participant, std::string_view("participant")},
                    std::pair{Role::Viewer, std::string_view("viewer")}};
}

// ── Who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────

enum class Scope { Rooms, Participants };  // of an API key
constexpr auto names(Scope) {
  return std::array{std::pair{Scope::Rooms, std::string_view("rooms")},
                    std::pair{Scope::Participants, std::string_view("participants")}};
}
struct ApiKeyActor {
  std::string name;  // of the key, in the configuration; owns the rooms it creates
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
  bool waiting = false;  // in the lobby: nothing of the room is for it yet
};
struct AccountActor {
  std::string account;  // id; owns the rooms it creates
};
using Actor = std::variant<ApiKeyActor, InvitationActor, ParticipantActor, AccountActor>;

// Whose a room is; who owns none of it is a guest.
struct Owner {
  enum class Kind { Nobody, ApiKey, Account };
  Kind kind = Kind::Nobody;
  std::string name;  // of the key, or the account's id
  bool operator==(const Owner&) const = default;
};
Owner owner_of(const Actor& actor);  // what it would own

// ── What goes in and out, as JSON on the API (camelCase, times RFC 3339 UTC) ─────────────────────────────────────

struct RoomSpec {  // POST /rooms
  std::optional<std::string> name;
  std::optional<int> capacity;
  std::optional<bool> lobby = {};  // guests wait until they are admitted
  std::optional<Secret> pin = {};  // 4 to 12 digits that guests have to know; here in plain text, kept as a hash
  static constexpr auto fields() {
    return std::tuple{field("name", &RoomSpec::name, {1, 200}), field("capacity", &RoomSpec::capacity, {1, 1000}),
                      field("lobby", &RoomSpec::lobby), field("pin", &RoomSpec::pin, {0, 12})};
  }
};
struct RoomPatch {  // PATCH /rooms/{room}
  std::optional<std::string> name;
  std::optional<int> capacity;
  std::optional<bool> locked;
  std::optional<std::string> max_step = {};  // nobody gets a better one
  std::optional<bool> own_layouts = {};      // everybody may choose a layout for themselves
  std::optional<int> shares = {};            // screens at the same time
  std::optional<bool> lobby = {};
  std::optional<Secret> pin = {};  // empty: none any more
  static constexpr auto fields() {
    return std::tuple{field("name", &RoomPatch::name, {1, 200}),    field("capacity", &RoomPatch::capacity, {1, 1000}),
                      field("locked", &RoomPatch::locked),          field("maxStep", &RoomPatch::max_step, {1, 32}),
                      field("ownLayouts", &RoomPatch::own_layouts), field("lobby", &RoomPatch::lobby),
                      field("pin", &RoomPatch::pin, {0, 12}),       field("shares", &RoomPatch::shares, {0, 9})};
  }
};
struct RoomView {
  std::string id, name;
  int capacity = 0, participants = 0;
  bool locked = false, lobby = false, has_pin = false;
  std::string created_at;
  std::string max_step;
  bool own_layouts = false;
  int shares = 1;
  std::uint64_t revision = 0;  // of all that can be edited: the ETag
  static constexpr auto fields() {
    return std::tuple{field("id", &RoomView::id),
                      field("name", &RoomView::name),
                      field("capacity", &RoomView::capacity),
                      field("participants", &RoomView::participants),
                      field("locked", &RoomView::locked),
                      field("lobby", &RoomView::lobby),
                      field("hasPin", &RoomView::has_pin),
                      field("createdAt", &RoomView::created_at),
                      field("maxStep", &RoomView::max_step),
                      field("ownLayouts", &RoomView::own_layouts),
                      field("shares", &RoomView::shares)};
  }
};

struct InvitationSpec {  // POST /rooms/{room}/invitations
  Role role = Role::Participant;
  std::optional<int> expires_in;  // seconds; absent: as long as the room
  std::optional<int> uses;        // absent: any number
  static constexpr auto fields() {
    return std::tuple{field("role", &InvitationSpec::role).or_default(),
                      field("expiresIn", &InvitationSpec::expires_in, {1, 31'536'000}),
                      field("uses", &InvitationSpec::uses, {1, 100'000})};
  }
};
struct InvitationView {  // the token is told once, here; only its hash is kept
  std::string id;
  Role role = Role::Participant;
  std::string token, join_url;
  std::optional<std::string> expires_at;
  std::optional<int> uses_left;
  static constexpr auto fields() {
    return std::tuple{field("id", &InvitationView::id),
                      field("role", &InvitationView::role),
                      field("token", &InvitationView::token),
                      field("joinUrl", &InvitationView::join_url),
                      field("expiresAt", &InvitationView::expires_at),
                      field("usesLeft", &InvitationView::uses_left)};
  }
};

struct InvitationSummary {  // the token is known to who got the link, and to nobody else
  std::string id;
  Role role = Role::Participant;
  std::optional<std::string> expires_at = {};
  std::optional<int> uses_left = {};
  static constexpr auto fields() {
    return std::tuple{field("id", &InvitationSummary::id), field("role", &InvitationSummary::role),
                      field("expiresAt", &InvitationSummary::expires_at),
                      field("usesLeft", &InvitationSummary::uses_left)};
  }
};

// What a client does about its own tile: it covers it with its preview, or gets a picture without it.
enum class Self { Cover, Exclude };
constexpr auto names(Self) {
  return std::array{std::pair{Self::Cover, std::string_view("cover")},
                    std::pair{Self::Exclude, std::string_view("exclude")}};
}

struct JoinSpec {  // POST /rooms/{room}/participants
  std::string display_name;
  std::optional<Role> role;  // for API keys and accounts; an invitation brings its own
  Self self = Self::Cover;
  std::optional<Secret> pin = {};  // checked before: Entrance
  static constexpr auto fields() {
    return std::tuple{field("displayName", &JoinSpec::display_name, {1, 200}), field("role", &JoinSpec::role),
                      field("self", &JoinSpec::self).or_default(), field("pin", &JoinSpec::pin, {0, 64})};
  }
};
// What is known of the one who joins besides the credential.
struct Entrance {
  std::string address = {};   // for the attendance log
  std::string pin_hash = {};  // the hash that a PIN was found good for
};
struct ParticipantPatch {                  // PATCH /rooms/{room}/participants/{id}
  std::optional<bool> microphone, camera;  // false: muted, hidden. Others may only be muted, by a moderator
  std::optional<std::string> display_name;
  std::optional<std::string> step = {};  // name of a step, or auto: the server's choice
  std::optional<Self> self = {};
  std::optional<bool> screen = {};  // shares its screen; others may only end that, a moderator
  static constexpr auto fields() {
    return std::tuple{field("microphone", &ParticipantPatch::microphone),
                      field("camera", &ParticipantPatch::camera),
                      field("displayName", &ParticipantPatch::display_name, {1, 200}),
                      field("step", &ParticipantPatch::step, {1, 32}),
                      field("self", &ParticipantPatch::self),
                      field("screen", &ParticipantPatch::screen)};
  }
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
  std::string step;  // on which it watches now
  Self self = Self::Cover;
  Admission state = Admission::Admitted;
  bool screen = false;  // it shares its screen, or is about to
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
                      field("self", &ParticipantView::self),
                      field("state", &ParticipantView::state),
                      field("screen", &ParticipantView::screen)};
  }
};
struct IceServer {
  std::vector<std::string> urls;
  std::optional<std::string> username, credential;
  static constexpr auto fields() {
    return std::tuple{field("urls", &IceServer::urls), field("username", &IceServer::username),
                      field("credential", &IceServer::credential)};
  }
};
struct Joined {  // answer to POST participants
  ParticipantView participant;
  RoomView room;
  std::string token;  // the participant's; told once
  std::vector<IceServer> ice_servers;
  static constexpr auto fields() {
    return std::tuple{field("participant", &Joined::participant), field("room", &Joined::room),
                      field("token", &Joined::token), field("iceServers", &Joined::ice_servers)};
  }
};

// One server-sent event. Types and data:
//   snapshot                {room: RoomView, participants: [ParticipantView], waiting: [ParticipantView], layout or
//   null}
//                           first, unless the reader resumes
//   participant.joined      ParticipantView
//   participant.updated     ParticipantView
//   participant.left        {id, reason: left | removed | lost}
//   participant.waiting     ParticipantView   somebody is in the lobby; to those who may admit
//   participant.admitted    {participant, iceServers}   to the one who waited; a snapshot follows
//   participant.gone        {id, reason}      left the lobby: admitted | denied | left; to those who may admit
//   participant.denied      {}                to the one who waited, as its last
//   room.updated            RoomView
//   room.ended              {}
//   layout                  {view, revision, width, height, rtpTimestamp,
//                            tiles: [{participant, picture, x, y, width, height}]}   of the view that the reader
//                            watches
//   levels                  {levels: {participant: -dBov}}: who is audible, some times a second; passing
//   video.wanted            {picture, width, height, fps, kbps}: what the reader shall send, kbps 0: nothing; passing
//   session.lost            {}   the reader's media session is gone: post a new offer
struct RoomEvent {
  std::uint64_t id = 0;  // grows by one within a room; 0: a passing event, which is not held for readers who come back
  std::string type;
  std::string data;                                    // JSON, one line
  std::optional<std::set<std::string>> only_for = {};  // ids of participants, empty: a reader that is none; absent: all
  bool for_hosts = false;                              // only those who may admit
};
using OnEvent = std::function<void(const RoomEvent&)>;  // called on the control thread; must not block or call back
enum class Subscription : std::uint64_t {};

// A step of the quality ladder, as people choose it.
struct StepView {
  std::string name;
  int width = 0, height = 0, fps = 0, video_kbps = 0;  // all 0: sound only
  static constexpr auto fields() {
    return std::tuple{field("name", &StepView::name), field("width", &StepView::width),
                      field("height", &StepView::height), field("fps", &StepView::fps),
                      field("videoKbps", &StepView::video_kbps)};
  }
};

struct Canvas {
  int width = 0, height = 0;
  static constexpr auto fields() {
    return std::tuple{field("width", &Canvas::width), field("height", &Canvas::height)};
  }
};
struct Capabilities {  // GET /capabilities
  std::vector<StepView> steps;
  std::string default_step;
  std::vector<LayoutKind> layouts;
  Canvas canvas;  // on which custom layouts place their rectangles
  static constexpr auto fields() {
    return std::tuple{field("steps", &Capabilities::steps), field("defaultStep", &Capabilities::default_step),
                      field("layouts", &Capabilities::layouts), field("canvas", &Capabilities::canvas)};
  }
};

struct Limits {
  int rooms = 50;  // of API keys and nobody, and of accounts those with people in them
  int rooms_per_account = 20;
  int participants_per_room = 50;
  int invitations_per_room = 1000;
  // An empty room that nobody can enter any more (no API key owns it, no invitation is left) ends after that. All other
  // rooms live until they are deleted.
  std::chrono::seconds empty_room_ttl{300};
  std::string public_url;  // joinUrl = public_url + "/join#" + room + "/" + token
  std::vector<IceServer> ice_servers;
  int canvas_width = 1280, canvas_height = 720;                // on which layouts are computed
  std::vector<StepView> steps{{"720p", 1280, 720, 25, 1200}};  // the quality ladder, from top to bottom
  int default_step = 0;                                        // index into it
  std::array<int, 3> best_steps{};                             // for each Role: index of the best one that it may have
  int video_kbps_in = 600, screen_kbps_in = 1500;              // asked of a camera and of a screen at most
};
struct ApiKey {
  std::string name;
  std::string sha256;  // of the key, lower-case hex
  std::vector<Scope> scopes;
};

struct SessionAnswer {
  std::string sdp;
  std::string etag;  // of the ICE session, without quotes; changes with every offer and ICE restart
};

// Draws a participant's name and avatar (mcu/label); an empty function: nobody gets labels.
using Labels =
    std::function<std::vector<wire::Label>(wire::Seat seat, const std::string& name, const std::string& participant)>;
using Now = std::function<std::chrono::steady_clock::time_point()>;

class Attendance;
struct RoomRecord;

class Service {
 public:
  // `loop`, `media` and `attendance` must outlive it; without `attendance` nobody's is kept. The clocks are for tests.
  Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels = {},
          Now now = std::chrono::steady_clock::now, WallNow wall = std::chrono::system_clock::now,
          Attendance* attendance = nullptr);
  ~Service();

  // Bearer token to Actor. Throws Unauthorized. Constant time in the token.
  Actor authenticate(const Secret& token) const;

  // `pin_hash`: of the PIN in the specification, made by the caller because it takes its time.
  RoomView create_room(const Actor&, const RoomSpec&, const std::string& pin_hash = {});
  std::vector<RoomView> rooms(const Actor&) const;  // those the actor owns, or the one it is in
  RoomView room(const Actor&, const std::string& room) const;
  RoomView patch_room(const Actor&, const std::string& room, const RoomPatch&, std::optional<std::uint64_t> if_revision,
                      const std::string& pin_hash = {});
  // For good by its owner. A moderator inside of an account's room ends the meeting only: everybody is out, the room
  // stays its owner's.
  void delete_room(const Actor&, const std::string& room);

  InvitationView invite(const Actor&, const std::string& room, const InvitationSpec&);
  std::vector<InvitationSummary> invitations(const Actor&, const std::string& room) const;
  void revoke(const Actor&, const std::string& room, const std::string& invitation);

  // Hash of the PIN that the actor has to know in order to join; empty: none.
  std::string pin_needed(const Actor&, const std::string& room) const;
  // Into the room, or into its lobby: the state of the participant says which. Throws WrongPin when the PIN that is
  // needed is not the one that was checked.
  Joined join(const Actor&, const std::string& room, const JoinSpec&, const Entrance& entrance = {});
  ParticipantView admit(const Actor&, const std::string& room, const std::string& id);
  void deny(const Actor&, const std::string& room, const std::string& id);
  std::vector<ParticipantView> participants(const Actor&, const std::string& room) const;
  ParticipantView participant(const Actor&, const std::string& room, const std::string& id) const;
  ParticipantView patch_participant(const Actor&, const std::string& room, const std::string& id,
                                    const ParticipantPatch&);
  void remove_participant(const Actor&, const std::string& room, const std::string& id);

  Capabilities capabilities(const Actor&) const;
  Layout layout(const Actor&, const std::string& room) const;
  Layout set_layout(const Actor&, const std::string& room, const Layout&);
  // What one participant sees instead; without one of its own, the room's.
  Layout layout_of(const Actor&, const std::string& room, const std::string& id) const;
  Layout set_layout_of(const Actor&, const std::string& room, const std::string& id, const Layout&);
  void clear_layout_of(const Actor&, const std::string& room, const std::string& id);

  // Media session of a participant; only the participant itself. Errors found at once are thrown, later ones come
  // through `done`; one of the two happens, once.
  using OnAnswer = std::function<void(std::variant<SessionAnswer, Error>)>;
  void offer(const Actor&, const std::string& room, const std::string& id, const std::string& sdp, OnAnswer done);
  // Trickle or ICE restart (RFC 8840 fragment). `if_match` empty: a plain trickle. SessionAnswer.sdp is empty for a
  // trickle, a fragment for a restart. `if_match` is an ETag, quoted or not, or * . Errors: NoSession,
  // PreconditionRequired (restart without), PreconditionFailed.
  void trickle(const Actor&, const std::string& room, const std::string& id, const std::string& fragment,
               const std::string& if_match, OnAnswer done);
  void hang_up(const Actor&, const std::string& room, const std::string& id);

  // Events of a room, from after `last_id` if those are still held (256 are), else from a snapshot.
  // The first ones are delivered before the call returns.
  Subscription subscribe(const Actor&, const std::string& room, std::optional<std::uint64_t> last_id, OnEvent on_event);
  void unsubscribe(Subscription subscription);  // unknown ones are ignored
  // Called when a subscription ends by itself (room ended, participant removed), after its last event.
  void on_subscription_end(std::function<void(Subscription)> handler);

  // Rooms of accounts, which outlive a run of the server. Whoever calls has them in the store; nothing here has.
  bool kept(const Actor&, const std::string& room) const;           // is it one? Throws NotFound
  std::optional<RoomRecord> record(const std::string& room) const;  // of a room that is kept; none: there is none
  void restore(const std::string& room, const std::optional<RoomRecord>& record);  // makes it so; none: ends the room
  void account_erased(const std::string& account);                                 // ends its rooms
  void logged_out(const std::string& account);                                     // ends what it reads of events

  bool ready() const;                      // /readyz: a media process is waiting
  std::vector<wire::Ready> walls() const;  // of the media processes
  void shut_down();                        // ends all rooms: events, then sessions

  // Opens a room that belongs to nobody's key and returns an invitation to it (tools/run, --open-room).
  InvitationView open_room(const std::string& name, Role role);

  // What time brings: silence after speech, lost participants leave, invitations expire. The loop calls it five times
  // a second; tests call it themselves.
  void tick();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::room
