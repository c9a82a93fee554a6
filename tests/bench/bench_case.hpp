// SPDX-License-Identifier: AGPL-3.0-or-later
// The cases of tools/bench. Each starts a real lethe, measures, and judges what was received; it returns one JSON
// object with `case`, `ok`, and either figures or a `reason`: what is wrong is not timed.
#pragma once

#include <string>

#include "base/fields.hpp"
#include "pipelines/frame.hpp"

namespace lethe::bench {

struct Options {
  int participants = 0;  // 0: as the case is defined
  media::VideoCodec codec = media::VideoCodec::Vp8;
  int seconds = 20;   // of each measured interval
  bool naive = true;  // measure the naive pipeline too
};

// What one room of N costs, all talking, all seeing all; the step up to N from the room before is the marginal cost.
Json density(const Options& options);

}  // namespace lethe::bench
