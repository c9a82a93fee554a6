// SPDX-License-Identifier: AGPL-3.0-or-later
// One room: its people, their sessions, its scene and its events. Who may do what has been asked before (Service).
// Owned by Service, in a shared_ptr so that late replies find out whether it still is; control thread.
#pragma once

#include <deque>

#include "mcu/room/access/invitations.hpp"
#include "mcu/room/model/figures.hpp"
#include "mcu/room/model/media.hpp"
#include "mcu/room/model/notice.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/room/participant.hpp"
#include "mcu/room/parts/chat.hpp"
#include "mcu/room/parts/event_log.hpp"
#include "mcu/room/scene/floor.hpp"
#include "mcu/room/scene/layout_history.hpp"
#include "mcu/room/scene/level_report.hpp"
#include "mcu/room/scene/right_size.hpp"
#include "mcu/room/scene/speaker.hpp"

namespace lethe::room {

// What all rooms use; outlives them.
struct Surroundings {
  Media& media;
  const Limits& limits;
  Credentials& credentials;
  const Labels& labels;
  const Now& now;
  const EventLog::Ended& subscription_ended;
  const WallNow& wall;
  Attendance& attendance;
  const OnNotice& notice;  // may be empty
  Totals& totals;
  const Speaking& speaking;

  std::vector<IceServer> ice_servers() const { return ice_servers_at(limits.ice_servers, wall()); }  // for one client
};

// A line of the chat that a voice says.
struct SpokenLine {
  std::uint64_t number = 0;
  std::string message, from;  // ids
  std::string text, language;
};

// Somebody at the door.
struct Arrival {
  std::string name;
  Role role = Role::Participant;
  Self self = Self::Cover;
  std::string address;    // for the attendance log
  bool listens = false;   // without a device
  std::string stay = {};  // of who comes back
  std::string invitation = {};
  std::size_t network = 0;  // what stands for it; 0: none is counted
};

class Room : public MediaListener, public std::enable_shared_from_this<Room> {
 public:
  Room(const Surroundings& around, std::string id, Owner owner);
  ~Room() override;

  const std::string& id() const { return id_; }
  const Owner& owner() const { return owner_; }
  RoomView view() const;
  Invitations& invitations() { return invitations_; }
  const Invitations& invitations() const { return invitations_; }
  EventLog& events() { return events_; }
  // `reader` is a participant's id, or empty; hosts are told who waits.
  event::Snapshot snapshot(const std::string& reader, bool host) const;
  event::Snapshot lobby_snapshot(const std::string& id) const;  // for one who waits: nobody else

  const RoomSettings& settings() const { return settings_; }
  const std::string& pin_hash() const { return pin_hash_; }
  // Both throw InvalidField when the step that is named is none; edit() tells of what is new.
  void edit(const RoomSettings& wanted, const std::string& pin_hash);
  bool take(const RoomSettings& wanted, const std::string& pin_hash);  // true: something is new
  RoomRecord record() const;
  void restore(const RoomRecord& record);  // all but who is in it and what they see
  void touch();                            // somebody is there, or invited
  bool occupied() const { return !participants_.empty() || !arriving_.empty(); }
  // What stands for the network of who entered it when it was empty; 0: none.
  std::size_t opened_from() const { return opened_from_; }
  void opened_from(std::size_t network) { opened_from_ = network; }
  bool full() const { return std::ssize(participants_) + std::ssize(arriving_) >= settings_.capacity; }

  // The way back in for those who were inside (way_back.hpp, room_return.cpp).
  bool lets_back(const std::string& token) const;
  bool expects_back() const;                                  // of the meeting that is, or was a moment ago
  const Participant* of_stay(const std::string& stay) const;  // null: it is over, or its server is
  std::string stay_of(const std::string& id) const;           // empty: nobody's
  std::string way_back_of(const std::string& id) const;       // throws NotFound
  void tell_way_back(const std::string& id);                  // to a reader who just came; others are no readers
  void renew_ways_back();  // those given until now are worth nothing; who is inside gets another
  void end_ways_back();
  std::string take_ended_key();  // of a meeting that is over since the last call; empty: none is
  // Somebody who came by that invitation was removed from the meeting that is: who comes by it has to be let in.
  bool distrusts(const std::string& invitation) const { return expects_back() && distrusted_.contains(invitation); }

  Joined join(const Arrival& arrival);
  std::vector<ParticipantView> participants() const;
  ParticipantView participant(const std::string& id) const;  // throws NotFound, as all that take an id
  std::uint64_t came(const std::string& id) const;           // the event that told of it
  void leave(const std::string& id, Leaving reason);

  // What people change about themselves and moderators about others (room_moderation.cpp).
  ParticipantView edit_participant(const std::string& id, const ParticipantPatch& patch);
  // It may admit from now on, or no longer: its readers get a snapshot of what they see now.
  void follow_as_host(const std::string& id, bool host);
  void mute_all_but(const std::set<std::string>& spared);  // ids
  // A device cannot be asked, nor can it mute itself: it is heard and seen again at once.
  void ask_to_unmute(const std::string& id, const std::optional<std::string>& by);

  // The chat (room_chat.cpp). Readers are participants, or empty.
  Message post_message(const std::string& from, const MessageSpec& spec);  // throws InvalidField
  std::vector<Message> messages(const std::string& reader) const { return messages_.seen_by(reader); }
  const Message& message(const std::string& id, const std::string& reader) const;  // throws NotFound
  void delete_message(const Message& message);

  // Lines of the chat that a voice says, one after the other (room_speech.cpp).
  void check_speech(const std::string& from) const;  // throws SpeechOff, TooManyRequests
  void say(const Message& message, const std::string& language);

  const Layout& layout() const { return layout_.layout; }
  void set_layout(const Layout& layout);  // both throw InvalidField
  const Layout& layout_of(const std::string& id) const;
  void set_layout_of(const std::string& id, const std::optional<Layout>& layout);
  void tell_wanted(const std::string& id);  // to a reader who just came

  // The lobby (room_lobby.cpp). Who waits there counts nowhere else.
  Joined wait(const Arrival& arrival);
  // For one of this network, which may hold no more places than it leaves free.
  bool lobby_full(std::size_t network) const;
  bool waits(const std::string& id) const;
  std::vector<ParticipantView> waiting() const;
  ParticipantView waiting(const std::string& id) const;
  ParticipantView admit(const std::string& id);
  void tell_admission(const std::string& id);  // to a reader who just came, when nobody read it at the time
  void leave_lobby(const std::string& id, Gone how);

  void offer(const std::string& id, const std::string& sdp, OnAnswer done);
  void trickle(const std::string& id, const std::string& fragment, const std::string& if_match, OnAnswer done);
  void hang_up(const std::string& id);

  // Devices (room_device.cpp). First the offer; who has its answer enters, or is forgotten.
  bool anybody_sends() const;
  void offer_of_device(const DeviceOffer& offer, const std::string& invitation, const OnDeviceAnswer& done);
  void device_enters(const std::string& session);               // throws NotFound
  const Participant* device(const std::string& session) const;  // who is in; null: none

  // Those who listen (room_listening.cpp). `sink` is where the media process writes to.
  void check_listens(const std::string& id) const;  // throws NotFound, Forbidden
  std::uint64_t take_stream(const std::string& id, const StreamSpec& spec, wire::SharedDescriptor sink);
  void stream_ended(const std::string& id, wire::Form form, std::uint64_t number);

  void add_to(Figures& figures) const;

  void tick(Participant::Time now);
  bool abandoned(Participant::Time now) const;     // nobody is in it, nor will be, as far as one can tell
  void end();                                      // events, then sessions
  void pause();                                    // the same without a word to anybody: the server ends, not the room
  void tell_outside(std::string_view type) const;  // of the room itself: a notice

  void on_media_event(const wire::Event& event) override;
  void on_media_lost() override;

 private:
  Participant make_participant(const Arrival& arrival, std::string& token);
  ParticipantView enter(Participant participant);
  void dismiss_all();
  void keep_out(const Participant& removed);
  event::ParticipantAdmitted admission(const std::string& id) const;
  Participant take_from_lobby(const std::string& id);  // throws NotFound
  void tell_outside(std::string_view type, const Participant& person, std::optional<Leaving> reason = {}) const;
  void tick_lobby(Participant::Time now);
  void role_changed(const Participant& participant);
  void hear_no_more(const Participant& participant);
  const Participant* find(const std::string& id) const;
  Participant& get(const std::string& id);
  Participant* at(wire::Seat seat);
  ParticipantView view_of(const Participant& participant) const;
  void tell(const Participant& participant);  // participant.updated
  int step_named(const std::string& name, const char* pointer) const;
  const std::string& step_name(int step) const;
  std::uint32_t view_watched_by(wire::Seat seat) const;
  int best_step(const Participant& participant) const;
  int listening_step() const;
  int step_of(const Participant& participant) const;      // on which it watches
  int goal_of(const Participant& participant) const;      // kbit/s, for probes of its line
  int step_wanted(const Participant& participant) const;  // on which it would if its line were good enough
  void check(const Layout& layout) const;
  void check_views(const Participant& participant, const Layout& layout) const;  // throws ViewLimit
  std::vector<SharedScreen> screens() const;
  void claim_screen(Participant& participant, bool claim);  // throws ScreenTaken
  void forget_choices_of_share();
  void tell_wanted(const Participant& participant, wire::Picture picture);
  std::vector<Source> ask_senders(wire::Scene& scene);
  void tell_moved(const wire::Scene& before);
  void tell_levels(const std::vector<wire::Level>& levels);

  void send(const wire::Command& command, MediaSession::OnReply on_reply = {});
  void send_labels(const Participant& participant);
  void update_scene();  // sends it when something changed
  void open_media();    // unless it is; throws MediaUnavailable
  void close_media();
  void close_media_of_nobody();
  void device_answered(const std::string& session, const wire::Reply& reply, const OnDeviceAnswer& done);
  void forget_unclaimed(Participant::Time now);

  void answered(wire::Seat seat, int hang_ups, const std::string& ice_user, const wire::Reply& reply,
                const OnAnswer& done);
  void restarted(wire::Seat seat, const std::string& ice_user, const wire::Reply& reply, const OnAnswer& done);
  void session_lost(Participant& participant);
  void hush(Participant::Time now);                  // time alone ends speech
  void speech(const std::function<bool()>& change);  // tells who began or ceased to speak

  void say_next();
  void drop_lines(const std::function<bool(const SpokenLine&)>& which);

  void on(const wire::Ready&) {}
  void on(const wire::Stats& stats) { stats_ = stats; }
  void on(const wire::Estimate& event);
  void on(const wire::PeerChanged& event);
  void on(const wire::Levels& event);
  void on(const wire::VideoChanged& event);
  void on(const wire::LayoutShown& event);
  void on(const wire::Said& event);

  Surroundings around_;
  std::string id_, created_at_;
  Owner owner_;
  RoomSettings settings_;
  std::string pin_hash_;
  int max_step_ = 0;  // which one settings_ names
  int last_share_ = 0;
  Choice layout_;
  std::uint64_t revision_ = 1;
  std::vector<Participant> participants_;  // in the order in which they joined
  std::vector<Participant> waiting_;       // in the lobby, in the order in which they came
  std::vector<Participant> arriving_;      // devices that have not entered
  wire::Seat last_seat_ = 0;
  std::size_t opened_from_ = 0;
  std::uint64_t last_stream_ = 0;
  Participant::Time empty_since_;
  WallTime used_{};  // as in RoomRecord
  std::string way_back_key_, ended_key_;
  std::set<std::string> distrusted_;  // invitations, for the rest of the meeting
  Invitations invitations_;
  EventLog events_;
  Chat messages_;
  std::deque<SpokenLine> lines_;  // the first is being said
  std::uint64_t last_line_ = 0;
  Speakers speakers_;
  Floor floor_;
  Director director_;
  RightSize right_size_;
  LevelReport levels_;
  LayoutHistory layouts_;
  wire::Scene scene_;
  wire::Stats stats_;                    // of the media process that it has
  std::unique_ptr<MediaSession> media_;  // last: it may call back while it ends
};

}  // namespace lethe::room
