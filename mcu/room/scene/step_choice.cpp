// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/scene/step_choice.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;

constexpr int headers_bytes = 28 + 12 + 12 + 16;  // IP and UDP, RTP, its extensions, the tag of SRTP
constexpr int payload_bytes = 1100;               // of a video packet
constexpr double to_stay = 1.0;                   // share of the estimate
constexpr int kept_with = 6;                      // kbit/s short: late stills are better than none
constexpr double nearly = 0.75;                   // share of a step's cost: the backlog of a moment does no harm
constexpr auto a_moment = 900ms;                  // unchanged estimates come once a second
constexpr auto first_look = 4s;                   // at the start, going up needs no patience
constexpr auto patience_first = 1500ms, patience_most = 60'000ms;
constexpr auto held = 60s;  // a step that lasted this long was right when chosen

// The share of the estimate that a step may cost to go up to it, and the longest wait for it. With plenty of room, an
// earlier failure of the step does not count. Ample is the most that probes find out: what the best step could use.
struct Headroom {
  double share;
  std::chrono::milliseconds patience_most;
};
constexpr std::array<Headroom, 3> headrooms{{{0.92, patience_most}, {0.86, 12'000ms}, {0.67, patience_first}}};

}  // namespace

int line_kbps(const StepView& step, int audio_kbps, int audio_frame_ms) {
  const int sounds = 1000 / std::max(audio_frame_ms, 1);
  // On average each picture's last packet is half full.
  const int pictures = step.video_kbps * 1000 / 8 / payload_bytes + step.fps / 2;
  return step.video_kbps + audio_kbps + (sounds + pictures) * headers_bytes * 8 / 1000;
}

StepChoice::StepChoice(std::span<const int> costs, Time now)
    : costs_(costs), step_(best_within(start_kbps)), began_(now), patience_(patience_first) {}

int StepChoice::best_within(double kbps) const {
  const auto found = std::find_if(costs_.begin(), costs_.end(), [kbps](int cost) { return cost <= kbps; });
  return static_cast<int>(found == costs_.end() ? costs_.size() - 1 : static_cast<std::size_t>(found - costs_.begin()));
}

int StepChoice::least_bad(int kbps) const {
  const int fits = best_within(kbps * to_stay), last = static_cast<int>(costs_.size()) - 1;
  return fits == last && last > 0 && kbps + kept_with >= costs_[costs_.size() - 2] ? last - 1 : fits;
}

bool StepChoice::hear(int kbps, Time now) {
  looking_ = now - began_ <= first_look;
  if (const int fits = least_bad(kbps); fits > step_) return fall_to(fits, kbps, now);
  short_since_.reset();
  const int before = step_;
  for (std::size_t i = 0; i < headrooms.size(); ++i) {
    const int better = best_within(kbps * headrooms[i].share);
    if (better >= before) room_since_[i].reset();
    if (better >= step_) continue;
    if (!room_since_[i]) room_since_[i] = now;
    if (looking_ || now - *room_since_[i] >= std::min(patience_, headrooms[i].patience_most)) step_ = better;
  }
  if (step_ == before) return false;
  up_at_ = now;
  return true;
}

// A link that becomes thin gradually causes several steps down; only the first says something about the last step up.
bool StepChoice::fall_to(int step, int kbps, Time now) {
  if (!short_since_) short_since_ = now;
  room_since_ = {};
  if (kbps >= costs_[static_cast<std::size_t>(step_)] * nearly && now - *short_since_ < a_moment) return false;
  if (up_at_)
    patience_ =
        now - *up_at_ < held ? std::min<std::chrono::milliseconds>(patience_ * 2, patience_most) : patience_first;
  up_at_.reset();
  step_ = step;
  short_since_.reset();
  return true;
}

}  // namespace lethe::room
