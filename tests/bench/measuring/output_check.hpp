// SPDX-License-Identifier: AGPL-3.0-or-later
// Checks that everybody received the right output within a time window, after the run and from the records. A fault is
// a sentence; an empty one means that everything was right. Main thread, after receiving has ended.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/crowd/attendee.hpp"
#include "tests/bench/measuring/fidelity.hpp"

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
  double fresh_least = 0;           // new pictures a second in the tile with the fewest
  double gap_most_ms = 0;           // the longest time for which a tile kept its picture, by the composites' RTP clock
  std::vector<double> latency_ms;   // from sending a picture to having decoded the composite that shows it first
  std::vector<Specimen> specimens;  // of the first viewer
  int pictures_checked = 0;         // decoded and looked at
};

// How many of a sender's pictures each tile has to show: most of the bench's cases only want none that stands still.
struct Smoothness {
  double fresh_least = 0.45;  // of the sender's pictures, or of the composites where those are fewer
  double gap_most_ms = 1000;  // between two of them
};
inline constexpr Smoothness as_sent{0.98, 80};  // 24.5 of 25 a second, and no two in a row are missing

struct VideoExpectation {
  Layout layout;  // as this viewer sees it
  double fps = 25;
  Smoothness tiles = {};
};

// Of the viewers that are to see the same, the first one's composites are decoded and looked at, all of them; those of
// others too unless they received byte for byte the same frames. Sender n of a layout is the n-th attendee.
VideoFindings check_video(const Attendees& attendees, std::span<const std::size_t> viewers,
                          const VideoExpectation& expected, const Window& window);
// All attendees that receive video, seeing the same.
VideoFindings check_video(const Attendees& attendees, const VideoExpectation& expected, const Window& window);

// Of the attendees 0 … talkers - 1, who all talk equally loud, this many are mixed; nobody hears itself.
struct AudioExpectation {
  int talkers = 0, mixed = 0;
};
// What is wrong with this sound for sender `own` (-1: nobody). At least mix_stretch samples at 48 kHz; only the first
// count.
std::string fault_in_mix(std::span<const std::int16_t> pcm, int own, const AudioExpectation& expected);
inline constexpr std::size_t mix_stretch = 9600;  // 200 ms: tones 24 Hz apart do not leak into each other

struct AudioFindings {
  std::string fault;
  double packets_least = 0;  // a second, of all listeners
  double latest_ms = 0;      // the latest packet against its stream's RTP timeline
};
AudioFindings check_audio(const Attendees& listeners, const AudioExpectation& expected, const Window& window);

}  // namespace lethe::bench
