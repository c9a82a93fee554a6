// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/step_choice.hpp"

#include <algorithm>

namespace lethe::room {
namespace {

using namespace std::chrono_literals;

constexpr int headers_bytes = 28 + 12 + 12 + 16;  // IP and UDP, RTP, its extensions, the tag of SRTP
constexpr int payload_bytes = 1100;               // of a packet of pictures
constexpr double to_stay = 1.0, to_go_up = 0.92;  // of the estimate
constexpr int kept_with = 6;                      // kbit/s too few: stills may come late, but are worth more than none
constexpr double nearly = 0.75;                   // of a step's cost: what waits of it within a moment does no harm
constexpr auto a_moment = 900ms;                  // estimates that stay the same come once a second
constexpr double plenty_of = 1.5;                 // of a step's cost: then it is not the step that did not hold before
constexpr auto first_look = 4s;                   // at the start steps up need no patience
constexpr auto patience_first = 1500ms, patience_most = 60'000ms;
constexpr auto held = 60s;  // a step that lasted so long was right when it was taken

}  // namespace

int line_kbps(const StepView& step, int audio_kbps, int audio_frame_ms) {
  const int sounds = 1000 / std::max(audio_frame_ms, 1);
  // Each picture's last packet is half full in the mean.
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
  const int fits = least_bad(kbps), better = best_within(kbps * to_go_up);
  if (fits > step_) return fall_to(fits, kbps, now);
  short_since_.reset();
  if (better >= step_) {
    spare_since_.reset();
    return false;
  }
  if (!spare_since_) spare_since_ = now;
  if (kbps < costs_[static_cast<std::size_t>(better)] * plenty_of) scarce_at_ = now;
  const bool plenty = now - std::max(scarce_at_, *spare_since_) >= patience_first;
  if (!looking_ && !plenty && now - *spare_since_ < patience_) return false;
  step_ = better;
  up_at_ = now;
  spare_since_.reset();
  return true;
}

bool StepChoice::fall_to(int step, int kbps, Time now) {
  if (!short_since_) short_since_ = now;
  spare_since_.reset();
  if (kbps >= costs_[static_cast<std::size_t>(step_)] * nearly && now - *short_since_ < a_moment) return false;
  patience_ = now - up_at_ < held ? std::min<std::chrono::milliseconds>(patience_ * 2, patience_most) : patience_first;
  step_ = step;
  short_since_.reset();
  return true;
}

}  // namespace lethe::room
