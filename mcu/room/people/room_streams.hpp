// SPDX-License-Identifier: AGPL-3.0-or-later
// Byte streams of listeners: instead of a session they take streams, one of each form, and stay in the room as long as
// one of these flows. Owned by its room; control thread.
#pragma once

#include <string>

#include "mcu/room/parts/media_link.hpp"
#include "mcu/room/people/roster.hpp"
#include "mcu/room/people/whole.hpp"

namespace lethe::room {

class Streams {
 public:
  Streams(const Surroundings& around, Roster& people, Voices& voices, MediaLink& media, Whole& whole)
      : around_(around), people_(people), voices_(voices), media_(media), whole_(whole) {}  // all must outlive it

  void check_listens(const std::string& id) const;  // throws NotFound, Forbidden
  // The media process writes into `sink`. Returns the stream's number within the room. Throws like check_listens, and
  // MediaUnavailable.
  std::uint64_t take(const std::string& id, const StreamSpec& spec, wire::SharedDescriptor sink);
  void ended(const std::string& id, wire::Form form, std::uint64_t number);  // of a participant who may have left

 private:
  const Surroundings& around_;
  Roster& people_;
  Voices& voices_;
  MediaLink& media_;
  Whole& whole_;
  std::uint64_t last_ = 0;
};

}  // namespace lethe::room
