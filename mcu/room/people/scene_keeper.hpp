// SPDX-License-Identifier: AGPL-3.0-or-later
// Derives the scene from the participants and their choices, asks senders for the rates that it needs, and announces
// the shown layout. Owned by its room; control thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "mcu/room/parts/media_link.hpp"
#include "mcu/room/people/room_layouts.hpp"
#include "mcu/room/scene/layout_history.hpp"
#include "mcu/room/scene/right_size.hpp"

namespace lethe::room {

class SceneKeeper {
 public:
  // All arguments must outlive this.
  SceneKeeper(const Surroundings& around, Roster& people, const Voices& voices, const Shares& shares, Layouts& layouts,
              Steps steps, MediaLink& media, EventLog& events);

  void settle();                         // sends the scene if it changed, and who speaks if others do
  bool due(RightSize::Time now) const;   // settling would reduce a sender's rate, although nothing happened
  void forget(wire::Seat seat);          // it left
  void media_gone() { shown_.reset(); }  // nothing is shown any more
  void on(const wire::LayoutShown& event);

  std::optional<ShownLayout> shown_to(const std::string& reader) const;  // a participant id; otherwise the room's
  void tell_wanted(const std::string& id);                               // to a new reader
  bool asks_for(const Source& source) const { return right_size_.of(source).kbps > 0; }

 private:
  std::vector<Source> ask_senders(wire::Scene& scene);
  void tell_wanted(const Participant& participant, wire::Picture picture);
  void tell_moved(const wire::Scene& before);

  const Surroundings& around_;
  Roster& people_;
  const Voices& voices_;
  const Shares& shares_;
  Layouts& layouts_;
  Steps steps_;
  MediaLink& media_;
  EventLog& events_;
  Director director_;
  RightSize right_size_;
  LayoutHistory shown_;
};

}  // namespace lethe::room
