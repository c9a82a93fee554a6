// SPDX-License-Identifier: AGPL-3.0-or-later
// A room: wires its parts, each of which has a state of its own, and settles after each of their operations.
// Permissions are already checked by the caller (mcu/room/service). Owned by the Hall; control thread.
#pragma once

#include "mcu/room/people/conversation.hpp"
#include "mcu/room/people/name_tags.hpp"
#include "mcu/room/people/room_devices.hpp"
#include "mcu/room/people/room_lobby.hpp"
#include "mcu/room/people/room_moderation.hpp"
#include "mcu/room/people/room_streams.hpp"
#include "mcu/room/people/sessions.hpp"

namespace lethe::room {

class Room : private MediaListener, private Whole {
 public:
  Room(const Surroundings& around, std::string id, Owner owner);  // `around` is copied; what it refers to outlives this

  Profile& profile() { return profile_; }
  Meeting& meeting() { return meeting_; }
  EventLog& events() { return events_; }
  Roster& people() { return people_; }
  Lobby& lobby() { return lobby_; }
  Devices& devices() { return devices_; }
  Sessions& sessions() { return sessions_; }
  Streams& streams() { return streams_; }
  Layouts& layouts() { return layouts_; }
  Conversation& conversation() { return conversation_; }
  Moderation moderation();

  RoomView view() const { return profile_.view(people_.size()); }
  std::size_t places_taken() const { return people_.size() + devices_.arriving(); }
  bool abandoned() const;  // nobody is inside or in the lobby, and nobody is expected
  void add_to(Figures& figures) const;

  // Throws InvalidField if the named step does not exist.
  void edit(const RoomSettings& wanted, const std::string& pin_hash);
  RoomRecord record() const;
  void restore(const RoomRecord& record);  // everything except participants and scene

  Joined join(const Arrival& arrival);
  void leave(const std::string& id, Leaving reason) override;
  // Delivers the first events before it returns. Throws NotFound if the reader is a participant who is not inside.
  void follow(Subscription subscription, EventLog::Reader reader, std::optional<std::uint64_t> last_id,
              OnEvent on_event);

  void tick(Participant::Time now);
  void end();    // events, then sessions
  void pause();  // the same without any notification: the server ends, not the room

 private:
  Participant newcomer(const Arrival& arrival, std::string& token) override;
  Participant& enter(Participant participant) override;
  // `reader`: a participant's id, or empty. Hosts see who waits.
  event::Snapshot snapshot(const std::string& reader, bool host) const override;
  void settle() override;
  void on_media_event(const wire::Event& event) override;
  void on_media_lost() override;

  event::Snapshot lobby_snapshot(const std::string& id) const;  // for a waiting participant: contains nobody else
  void edited();
  void hear(const std::vector<wire::Level>& levels);
  void close_media();

  const Surroundings around_;
  Profile profile_;
  EventLog events_;
  MediaLink media_;
  Voices voices_;
  Roster people_;
  Meeting meeting_;
  Shares shares_;
  Layouts layouts_;
  NameTags tags_;
  SceneKeeper scenes_;
  Conversation conversation_;
  Lobby lobby_;
  Devices devices_;
  Sessions sessions_;
  Streams streams_;
};

}  // namespace lethe::room
