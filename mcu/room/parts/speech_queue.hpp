// SPDX-License-Identifier: AGPL-3.0-or-later
// Chat lines that a voice speaks one after the other into everybody's mix, with a caption, for people without a
// microphone. Owned by its room; control thread.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <string>

#include "mcu/room/model/message_documents.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/room/parts/media_link.hpp"

namespace lethe::room {

class SpeechQueue {
 public:
  SpeechQueue(const Speaking& speaking, MediaLink& media) : speaking_(speaking), media_(media) {}  // both outlive it

  // Throws SpeechOff if there is no voice, TooManyRequests if too many lines wait, of all or of this participant.
  void check(const std::string& from) const;
  void say(const Message& message, const std::string& language);
  void said(std::uint64_t number);  // the media process has finished a line: starts the next one

  // Cancels the line, even while it is spoken.
  void drop_message(const std::string& id);
  void drop_from(const std::string& participant);
  void drop_all();
  void media_gone() { lines_.clear(); }  // without notification

 private:
  struct Line {
    std::uint64_t number = 0;
    std::string message, from;  // ids
    std::string text, language;
  };
  void say_next();
  void drop(const std::function<bool(const Line&)>& which);

  const Speaking& speaking_;
  MediaLink& media_;
  std::list<Line> lines_;  // the first is being spoken
  std::uint64_t last_line_ = 0;
};

}  // namespace lethe::room
