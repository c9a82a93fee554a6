// SPDX-License-Identifier: AGPL-3.0-or-later
// Lines of the chat that a voice says one after the other, for those who have no microphone: into the mix of all, with
// a caption. Owned by its room; control thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "mcu/room/model/message_documents.hpp"
#include "mcu/room/model/ports.hpp"
#include "mcu/room/parts/media_link.hpp"

namespace lethe::room {

class SpeechQueue {
 public:
  SpeechQueue(const Speaking& speaking, MediaLink& media) : speaking_(speaking), media_(media) {}  // they outlive it

  // Throws SpeechOff where there is no voice, TooManyRequests when a line of this participant has to wait for others.
  void check(const std::string& from) const;
  void say(const Message& message, const std::string& language);
  void said(std::uint64_t number);  // by the media process: the next one

  // Not said any more, or no longer.
  void drop_message(const std::string& id);
  void drop_from(const std::string& participant);
  void drop_all();
  void media_gone() { lines_.clear(); }  // and nobody is to be told

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
  std::deque<Line> lines_;  // the first is being said
  std::uint64_t last_line_ = 0;
};

}  // namespace lethe::room
