// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/floor.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

using std::chrono::milliseconds;

// -dBov (RFC 6464): the level at which Speakers lets speech continue.
constexpr int voice_at = 55;

// In reports of 100 ms. Coughs and short answers ("yes", "right") last up to half a second.
constexpr milliseconds first_window{1000};
constexpr int first_voice = 3;        // nobody has the floor, so there is nobody to interrupt
constexpr milliseconds silence{800};  // a pause between sentences; a longer one gives up the floor
constexpr milliseconds answer_window{1200};
constexpr int answer_voice = 6;
constexpr milliseconds long_window{2000};
constexpr int interruption_voice = 16;  // to take the floor from somebody who keeps speaking
constexpr int margin = 4;               // and this much more voice than theirs,
constexpr double louder = 10;           // or this many dB louder: theirs is noise

constexpr milliseconds hold{2000};  // the shortest time between changes

template <class Heard>
int voiced_since(const Heard& heard, Floor::Time since) {
  return static_cast<int>(
      std::count_if(heard.begin(), heard.end(), [&](const auto& voice) { return voice.at > since; }));
}

template <class Heard>
double level_since(const Heard& heard, Floor::Time since) {
  double sum = 0;
  int count = 0;
  for (const auto& voice : heard)
    if (voice.at > since) sum += voice.level, ++count;
  return count == 0 ? 127 : sum / count;
}

}  // namespace

bool Floor::hear(const std::vector<wire::Level>& levels, Time now) {
  for (const auto& [seat, level] : levels)
    if (level <= voice_at) heard_[seat].push_back({now, level});
  return pass(now);
}

bool Floor::pass(Time now) {
  for (auto& [seat, heard] : heard_)
    while (!heard.empty() && heard.front().at <= now - long_window) heard.pop_front();
  wire::Seat taker = 0;
  if (!takes_over(now, taker)) return false;
  give(taker, now);
  return true;
}

Floor::Rival Floor::loudest_rival(Time since) const {
  Rival best;
  for (const auto& [seat, heard] : heard_) {
    if (seat == current_) continue;
    const Rival rival{seat, voiced_since(heard, since), level_since(heard, since)};
    if (rival.voiced > best.voiced || (rival.voiced == best.voiced && rival.voiced > 0 && rival.level < best.level))
      best = rival;
  }
  return best;
}

bool Floor::takes_over(Time now, wire::Seat& taker) const {
  const auto enough = [&](milliseconds window, int least) {
    const Rival rival = loudest_rival(now - window);
    taker = rival.seat;
    return rival.voiced >= least;
  };
  if (!current_) return enough(first_window, first_voice);
  if (given_at_ && now - *given_at_ < hold) return false;
  const auto at = heard_.find(*current_);
  static const Heard nothing;
  const Heard& own = at == heard_.end() ? nothing : at->second;
  if (own.empty() || now - own.back().at > silence) return enough(answer_window, answer_voice);
  if (!enough(long_window, interruption_voice)) return false;
  const Heard& rivals = heard_.at(taker);
  const Time since = now - long_window;
  return voiced_since(rivals, since) >= voiced_since(own, since) + margin ||
         level_since(rivals, since) <= level_since(own, since) - louder;
}

void Floor::give(wire::Seat seat, Time now) {
  if (current_) previous_ = current_;
  current_ = seat;
  given_at_ = now;
}

void Floor::mute(wire::Seat seat) { heard_.erase(seat); }

void Floor::leave(wire::Seat seat) {
  heard_.erase(seat);
  if (previous_ == seat) previous_.reset();
  if (current_ != seat) return;
  current_ = std::exchange(previous_, std::nullopt);
  given_at_.reset();
}

std::vector<wire::Seat> Floor::speakers() const {
  std::vector<wire::Seat> seats;
  if (current_) seats.push_back(*current_);
  if (previous_) seats.push_back(*previous_);
  return seats;
}

}  // namespace lethe::room
