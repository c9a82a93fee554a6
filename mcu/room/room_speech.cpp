// SPDX-License-Identifier: AGPL-3.0-or-later
// Lines of the chat that a voice says, for those who have no microphone: into the mix of all, with a caption.
#include <algorithm>

#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

constexpr std::ptrdiff_t lines_most = 8, lines_of_one_most = 2;  // that wait or are being said
constexpr std::chrono::seconds a_line{5};                        // takes about that long

}  // namespace

void Room::check_speech(const std::string& from) const {
  if (!settings_.spoken_chat || !around_.speaking.voice) throw Error(Code::SpeechOff);
  const auto own = std::count_if(lines_.begin(), lines_.end(), [&](const auto& line) { return line.from == from; });
  if (std::ssize(lines_) < lines_most && own < lines_of_one_most) return;
  Error busy(Code::TooManyRequests, "Lines are waiting to be spoken.");
  busy.retry_after = a_line;
  throw busy;
}

void Room::say(const Message& message, const std::string& language) {
  // Who only hears wants to know whose line it is, too.
  std::string text = message.display_name + ": " + message.text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  lines_.push_back({++last_line_, message.id, message.from, std::move(text), language});
  if (lines_.size() == 1) say_next();
}

void Room::say_next() {
  if (!media_) lines_.clear();  // nobody is there to hear them
  if (lines_.empty()) return;
  const SpokenLine& line = lines_.front();
  send(wire::Say{line.number, around_.speaking.caption(line.text), around_.speaking.voice(line.text, line.language)});
}

void Room::drop_lines(const std::function<bool(const SpokenLine&)>& which) {
  if (lines_.empty()) return;
  const std::uint64_t saying = lines_.front().number;
  std::erase_if(lines_, which);
  if (!lines_.empty() && lines_.front().number == saying) return;
  send(wire::Hush{});
  say_next();
}

void Room::on(const wire::Said& event) {
  if (lines_.empty() || lines_.front().number != event.number) return;
  lines_.pop_front();
  say_next();
}

}  // namespace lethe::room
