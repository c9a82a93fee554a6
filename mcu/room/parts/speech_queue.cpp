// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/speech_queue.hpp"

#include <algorithm>

#include "mcu/base/error.hpp"

namespace lethe::room {
namespace {

constexpr std::ptrdiff_t lines_most = 8, lines_of_one_most = 2;  // waiting or being spoken
constexpr std::chrono::seconds a_line{5};                        // its approximate duration

}  // namespace

void SpeechQueue::check(const std::string& from) const {
  if (!speaking_.voice) throw Error(Code::SpeechOff);
  const auto own = std::count_if(lines_.begin(), lines_.end(), [&](const auto& line) { return line.from == from; });
  if (std::ssize(lines_) < lines_most && own < lines_of_one_most) return;
  Error busy(Code::TooManyRequests, "Lines are waiting to be spoken.");
  busy.retry_after = a_line;
  throw busy;
}

void SpeechQueue::say(const Message& message, const std::string& language) {
  // Listeners need to hear whose line it is.
  std::string text = message.display_name + ": " + message.text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  lines_.push_back({++last_line_, message.id, message.from, std::move(text), language});
  if (lines_.size() == 1) say_next();
}

void SpeechQueue::said(std::uint64_t number) {
  if (lines_.empty() || lines_.front().number != number) return;
  lines_.pop_front();
  say_next();
}

void SpeechQueue::drop_message(const std::string& id) {
  drop([&](const Line& line) { return line.message == id; });
}

void SpeechQueue::drop_from(const std::string& participant) {
  drop([&](const Line& line) { return line.from == participant; });
}

void SpeechQueue::drop_all() {
  drop([](const Line&) { return true; });
}

void SpeechQueue::say_next() {
  if (!media_.is_open()) lines_.clear();  // nobody hears them
  if (lines_.empty()) return;
  const Line& line = lines_.front();
  media_.send(wire::Say{line.number, speaking_.caption(line.text), speaking_.voice(line.text, line.language)});
}

void SpeechQueue::drop(const std::function<bool(const Line&)>& which) {
  if (lines_.empty()) return;
  const std::uint64_t saying = lines_.front().number;
  std::erase_if(lines_, which);
  if (!lines_.empty() && lines_.front().number == saying) return;
  media_.send(wire::Hush{});
  say_next();
}

}  // namespace lethe::room
