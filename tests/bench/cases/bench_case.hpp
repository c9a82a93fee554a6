// SPDX-License-Identifier: AGPL-3.0-or-later
// The cases of tools/bench. Each starts a real lethe, measures it, and checks what was received. Returns one JSON
// object with `case`, `ok`, and either figures or a `reason`: wrong output is not timed.
#pragma once

#include <string>

#include "mcu/base/fields.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::bench {

struct Options {
  int participants = 0;  // 0: as the case is defined
  media::VideoCodec codec = media::VideoCodec::Vp8;
  int seconds = 20;   // of each measured interval
  bool naive = true;  // measure the naive pipeline too
};

// What one room of N costs, all talking, all seeing all; the step up to N from the room before is the marginal cost.
Json density(const Options& options);

// Three talk and are seen, N viewers watch and listen: what one viewer costs.
Json listeners(const Options& options);
// No video: N participants, all talking up to 100 of them, 3 of more: cores each, and no packet later than 40 ms.
Json audio(const Options& options);
// From sending a picture to having decoded the composite that shows it.
Json latency(const Options& options);
// Time from the offer to the first whole picture for somebody who joins a settled room of N.
Json join(const Options& options);
// One of N viewers loses 10 % of its packets: how bit rate and quantiser of the others' stream change.
Json keyframes(const Options& options);
// N viewers on four steps of the ladder.
Json steps(const Options& options);
// One room of N, 16 of them visible.
Json hundred(const Options& options);
// N rooms of two: until all are served, and the private memory of each.
Json rooms(const Options& options);

}  // namespace lethe::bench
