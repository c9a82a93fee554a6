// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/crowd/crowd.hpp"

#include <algorithm>

namespace lethe::bench {

namespace {
constexpr std::chrono::milliseconds pace{5};
}

Crowd::Crowd(const test::LetheServer& server) : server_(server) {
  loop_.loop().call([this] {
    loop_.loop().every(pace, [stage = stage_] {
      const media::Time now = media::Clock::now();
      if (!stage->ended)
        for (Attendee* member : stage->members) member->play(now);
      return !stage->ended;
    });
  });
}

Crowd::~Crowd() {
  loop_.loop().call([this] { stage_->ended = true; });
}

Attendee& Crowd::add(const std::string& room, AttendeeSpec spec) {
  // The golden section: any number of them is spread evenly.
  const double share = static_cast<double>(members_.size()) * 0.618034;
  const std::chrono::microseconds phase(static_cast<int>((share - static_cast<int>(share)) * 40'000));
  members_.push_back(std::make_unique<Attendee>(server_, loop_, room, std::move(spec)));
  Attendee& member = *members_.back();
  loop_.loop().call([&] {
    const auto since = media::Clock::now().time_since_epoch() / std::chrono::milliseconds(40);
    member.start(media::Time(since * std::chrono::milliseconds(40)) + phase);
    stage_->members.push_back(&member);
  });
  return member;
}

void Crowd::remove_last(const std::string& room) {
  loop_.loop().call([&] { std::erase(stage_->members, members_.back().get()); });
  members_.back()->leave(server_, room);
  members_.pop_back();
}

bool Crowd::settles(std::size_t frames, std::chrono::seconds limit) {
  return test::eventually(
      [&] {
        return loop_.loop().call([&] {
          return std::all_of(members_.begin(), members_.end(), [&](const auto& member) {
            return member->spec().video ? member->frames().size() >= frames : member->audio().size() >= frames;
          });
        });
      },
      limit);
}

void Crowd::hold() {
  loop_.loop().call([this] {
    for (const auto& member : members_) member->hold();
  });
}

void Crowd::forget() {
  loop_.loop().call([this] {
    for (const auto& member : members_) member->forget();
  });
}

}  // namespace lethe::bench
