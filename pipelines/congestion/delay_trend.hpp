// SPDX-License-Identifier: AGPL-3.0-or-later
// Detects growing one-way delay from send and arrival times: groups of packets sent together, the difference of their
// distances, a regression over the last ones, and a threshold that adapts to what is normal on the path
// (draft-ietf-rmcat-gcc-02, 4 and 5, with libwebrtc's later line fit in place of the Kalman filter). Network thread;
// both clocks are given and need not agree.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::congestion {

class DelayTrend {
 public:
  enum class Usage : std::uint8_t { Normal, Over, Under };  // of the path

  // In order of arrival. `arrived` is on the receiver's clock.
  void add(media::Time sent, std::chrono::microseconds arrived);
  Usage usage() const { return usage_; }
  // How many ms longer packets take now than at best within the last seconds.
  double queue() const { return smoothed_ - std::min(lowest_, lowest_before_); }
  // The same for the last three groups; one or two of them may be late by chance.
  double surely() const { return *std::min_element(last_.begin(), last_.end()) - std::min(lowest_, lowest_before_); }

 private:
  struct Group {  // packets sent within a few milliseconds
    media::Time first_sent{}, last_sent{};
    std::chrono::microseconds first_arrived{}, last_arrived{};
  };
  struct Point {
    double at = 0, delay = 0;  // milliseconds since the first group; smoothed accumulated delay
  };

  bool belongs(media::Time sent, std::chrono::microseconds arrived) const;
  void compare(const Group& before, const Group& group);
  void judge(double trend, double since_last, double now);
  void adapt(double modified_trend, double now);
  void note_lowest(double now);

  std::optional<Group> group_, before_;
  std::optional<std::chrono::microseconds> epoch_;
  std::deque<Point> points_;
  int groups_ = 0;
  double grown_ = 0, smoothed_ = 0;
  std::array<double, 3> last_{};  // accumulated delay after each of the last groups
  double lowest_ = 0, lowest_before_ = 0,
         lowest_since_ = 0;                                         // smoothed, then and before
  double threshold_ = 12.5, adapted_at_ = -1, previous_trend_ = 0;  // ms
  double over_for_ = -1;                                            // ms; negative: not over
  int over_count_ = 0;
  Usage usage_ = Usage::Normal;
};

}  // namespace lethe::congestion
