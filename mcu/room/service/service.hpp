// SPDX-License-Identifier: AGPL-3.0-or-later
// All rooms of the server and what may be done with them. Lives on the control thread; nothing in it blocks.
// Every call names the Actor that asks: who may do what is decided in policy.cpp and nowhere else.
// Calls throw Error; a call that throws has changed nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mcu/base/error.hpp"
#include "mcu/base/loop.hpp"
#include "mcu/base/secret.hpp"
#include "mcu/room/model/actor.hpp"
#include "mcu/room/model/capabilities.hpp"
#include "mcu/room/model/device.hpp"
#include "mcu/room/model/figures.hpp"
#include "mcu/room/model/layout.hpp"
#include "mcu/room/model/limits.hpp"
#include "mcu/room/model/media.hpp"
#include "mcu/room/model/message_documents.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/model/participant_documents.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/room/model/room_documents.hpp"
#include "mcu/room/model/room_event.hpp"
#include "mcu/room/model/session_answer.hpp"
#include "mcu/room/model/time.hpp"

namespace lethe::room {

// A stream of bytes that flows to somebody who listens.
struct TakenStream {
  std::string room, participant;
  wire::Form form = wire::Form::Webm;
  std::uint64_t number = 0;  // within the room
};

class Attendance;
struct RoomRecord;

class Service {
 public:
  // `loop`, `media` and `attendance` must outlive it; without `attendance` nobody's is kept. The clocks are for tests.
  Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels = {},
          Now now = std::chrono::steady_clock::now, WallNow wall = std::chrono::system_clock::now,
          Attendance* attendance = nullptr, Speaking speaking = {});
  ~Service();

  // Bearer token to Actor. Throws Unauthorized. Constant time in the token.
  Actor authenticate(const Secret& token) const;

  // `pin_hash`: of the PIN in the specification, made by the caller because it takes its time.
  RoomView create_room(const Actor&, const RoomPatch&, const std::string& pin_hash = {});
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
  // A token with which this participant, and nobody else, comes in again when its own is worth nothing any more: past a
  // lock, a lobby and a PIN. Until it is removed, its role changes, or the meeting is over.
  std::string way_back(const Actor&, const std::string& room, const std::string& id) const;
  void remove_participant(const Actor&, const std::string& room, const std::string& id);
  // The microphones of all but those and the actor itself.
  void mute_all_but(const Actor&, const std::string& room, const MuteSpec&);
  void ask_to_unmute(const Actor&, const std::string& room, const std::string& id);

  // Chat. Throws ChatOff where the room has none for the actor; NotFound for what is not for the actor's eyes.
  Message post_message(const Actor&, const std::string& room, const MessageSpec&);
  std::vector<Message> messages(const Actor&, const std::string& room) const;
  void delete_message(const Actor&, const std::string& room, const std::string& message);

  Capabilities capabilities(const Actor&) const;
  Layout layout(const Actor&, const std::string& room) const;
  Layout set_layout(const Actor&, const std::string& room, const Layout&);
  // What one participant sees instead; without one of its own, the room's.
  Layout layout_of(const Actor&, const std::string& room, const std::string& id) const;
  Layout set_layout_of(const Actor&, const std::string& room, const std::string& id, const Layout&);
  void clear_layout_of(const Actor&, const std::string& room, const std::string& id);

  // Media session of a participant; only the participant itself. Errors found at once are thrown, later ones come
  // through `done`; one of the two happens, once.
  void offer(const Actor&, const std::string& room, const std::string& id, const std::string& sdp, OnAnswer done);
  // Trickle or ICE restart (RFC 8840 fragment). `if_match` empty: a plain trickle. SessionAnswer.sdp is empty for a
  // trickle, a fragment for a restart. `if_match` is an ETag, quoted or not, or * . Errors: NoSession,
  // PreconditionRequired (restart without), PreconditionFailed.
  void trickle(const Actor&, const std::string& room, const std::string& id, const std::string& fragment,
               const std::string& if_match, OnAnswer done);
  void hang_up(const Actor&, const std::string& room, const std::string& id);

  // A device at the door: WHIP and WHEP. Answered like an offer; then it enters, which uses the invitation, or is
  // forgotten in a moment. Errors as for joining, LobbyRequired where it would have to wait, NothingToShow for a
  // display.
  void offer_of_device(const Actor&, const std::string& room, const DeviceOffer& offer, const OnDeviceAnswer& done);
  void device_enters(const Actor&, const std::string& room, const std::string& session);
  // Who holds the session of a device in the room, if the token is the one by which it came.
  std::optional<ParticipantActor> device(const Secret& token, Device::Kind kind, const std::string& room,
                                         const std::string& session) const;

  // Streams of who joined to listen: a ticket for one, which whoever shows it takes. It flows from the media process
  // into `sink`, one end of a stream socket, until either end closes; who holds the other one tells that it ended.
  // Errors: NotFound, Forbidden for others than those who listen, TooManyRequests.
  std::string issue_ticket(const Actor&, const std::string& room, const std::string& id, const StreamSpec&);
  TakenStream take_stream(const std::string& ticket, wire::SharedDescriptor sink);
  void stream_ended(const TakenStream& stream);
  // In the same way, of what happens: a ticket for one's own events, and who it is that shows it.
  std::string issue_news_ticket(const Actor&, const std::string& room, const std::string& id);
  ParticipantActor redeem_news_ticket(const std::string& ticket);

  // Events of a room, from after `last_id` if those are still held (256 are), else from a snapshot.
  // The first ones are delivered before the call returns.
  Subscription subscribe(const Actor&, const std::string& room, std::optional<std::uint64_t> last_id, OnEvent on_event);
  void unsubscribe(Subscription subscription);  // unknown ones are ignored
  // Called when a subscription ends by itself (room ended, participant removed), after its last event.
  void on_subscription_end(std::function<void(Subscription)> handler);
  void on_notice(OnNotice handler);  // what is told of rooms to those who sit in none

  // Rooms outlive a run of the server. Whoever calls has them in the store; nothing here has.
  std::optional<RoomRecord> record(const std::string& room) const;                 // none: there is no such room
  void restore(const std::string& room, const std::optional<RoomRecord>& record);  // makes it so; none: ends the room
  // Told of a meeting that is over, and of the key to the ways back into it (RoomRecord).
  using MeetingOver = std::function<void(const std::string& room, const std::string& key)>;
  void on_meeting_over(MeetingOver handler);
  void on_abandoned(std::function<void(const std::string& room)> handler);  // told of a room that ended by itself
  void account_erased(const std::string& account);                          // ends its rooms
  void logged_out(const std::string& account);                              // ends what it reads of events

  Figures figures() const;
  bool ready() const;                      // /readyz: a media process is waiting
  std::vector<wire::Ready> walls() const;  // of the media processes
  void shut_down();                        // everybody is out and told nothing: the rooms go on in the next run

  // A room that belongs to nobody (tools/run, --open-room): the one of that name, or a new one. Its earlier invitations
  // stay good, the newest of them.
  struct OpenRoom {
    std::string room;
    InvitationView host, guest;
  };
  OpenRoom open_room(const std::string& name);

  // What join links begin with from now on.
  void set_public_url(const std::string& url);

  // What time brings: silence after speech, lost participants leave, invitations expire. The loop calls it five times
  // a second; tests call it themselves.
  void tick();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::room
