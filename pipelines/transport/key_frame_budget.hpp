// SPDX-License-Identifier: AGPL-3.0-or-later
// How often one viewer may have the encoder of its stream forced to a key frame, for which everybody who watches that
// stream pays with bits and quality. The first wish is granted at once; while wishes go on coming the pause between two
// grants doubles, up to a bound. A wish within the pause is not forgotten: the next key frame that comes for any reason
// fulfils it, else it is granted when the pause is over. Owned by VideoEgress; time is given.
#pragma once

#include <optional>

#include "pipelines/base/frame.hpp"

namespace lethe::transport {

class KeyFrameBudget {
 public:
  static constexpr std::chrono::seconds pause_least{1}, pause_most{16};
  static constexpr std::chrono::seconds forgiven_after{40};  // without a grant
  // A wish so soon after a key frame was most likely sent before that arrived.
  static constexpr std::chrono::milliseconds on_its_way{150};

  bool request(media::Time now);  // whether to force one now
  bool due(media::Time now);      // the same, now and then, for a wish that waits
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
