// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether everybody received what it should within a time window, judged after the run from what was kept. A fault is
// a sentence; an empty one means that all was right. Main thread, when nothing is received any more.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/attendee.hpp"
#include "tests/bench/fidelity.hpp"

namespace lethe::bench {

using Attendees = std::deque<std::unique_ptr<Attendee>>;

struct Window {
  media::Time from, to;
  double seconds() const { return std::chrono::duration<double>(to - from).count(); }
  bool holds(media::Time at) const { return at >= from && at < to; }
};

struct VideoFindings {
  std::string fault;
  double fps_least = 0;             // of all viewers
  double kbps = 0;                  // of the first viewer
  std::vector<double> latency_ms;   // from sending a picture to having decoded the composite that shows it first
  std::vector<Specimen> specimens;  // of the first viewer
  int pictures_checked = 0;         // decoded and looked at
};

struct VideoExpectation {
  Layout layout;
  double fps = 25;
};

// The first viewer's composites are decoded and looked at, all of them; those of others too unless they received byte
// for byte the same frames. `attendees` in the order of their senders' numbers.
VideoFindings check_video(const Attendees& attendees, const VideoExpectation& expected, const Window& window);

struct AudioExpectation {
  int talkers = 0;      // the senders 0 … talkers - 1
  int heard_least = 0;  // of the others
};
struct AudioFindings {
  std::string fault;
  double packets_least = 0;  // a second, of all listeners
  double latest_ms = 0;      // the latest packet against its stream's RTP timeline
};
AudioFindings check_audio(const Attendees& listeners, const AudioExpectation& expected, const Window& window);

}  // namespace lethe::bench
