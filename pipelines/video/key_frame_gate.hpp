// SPDX-License-Identifier: AGPL-3.0-or-later
// Reduces any number of requests for a key frame to at most one in half a second. Time comes from the caller. Not
// thread-safe.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::video {

class KeyFrameGate {
 public:
  static constexpr std::chrono::milliseconds spacing{500};

  void request() { wanted_ = true; }
  // True if one is wanted and may be made (or requested) now.
  bool open(media::Time now) const { return wanted_ && (!last_ || now >= *last_ + spacing); }
  // True if open; then the request counts as served.
  bool pass(media::Time now) {
    if (!open(now)) return false;
    wanted_ = false;
    last_ = now;
    return true;
  }
  // A key frame came anyway, which serves all requests.
  void satisfied() { wanted_ = false; }

 private:
  bool wanted_ = false;
  std::optional<media::Time> last_;
};

}  // namespace lethe::video
