// SPDX-License-Identifier: AGPL-3.0-or-later
// Limits how often one viewer may force a key frame on its stream, because everybody who watches that stream pays with
// bits and quality. The first request is granted at once; while requests continue, the pause between two grants
// doubles, up to a bound. A request within the pause is kept: the next key frame for any reason fulfils it, otherwise
// it is granted when the pause ends. Owned by VideoEgress; time is given.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::transport {

class KeyFrameBudget {
 public:
  static constexpr std::chrono::seconds pause_least{1}, pause_most{16};
  static constexpr std::chrono::seconds forgiven_after{40};  // without a grant
  // A request this soon after a key frame was probably sent before the frame arrived.
  static constexpr std::chrono::milliseconds on_its_way{150};

  bool request(media::Time now);  // true: force one now
  bool due(media::Time now);      // the same, polled, for a waiting request
  void sent(media::Time now) {    // a key frame goes to this viewer
    wished_ = false;
    sent_at_ = now;
  }

 private:
  bool wished_ = false;
  std::optional<media::Time> granted_at_, sent_at_;
  media::Clock::duration pause_{};
};

}  // namespace lethe::transport
