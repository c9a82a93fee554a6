// SPDX-License-Identifier: AGPL-3.0-or-later
// The missing packets of a stream, and when to ask for them again. Bounded: what exceeds the bound or was requested too
// often is given up, and the caller requests a key frame. Owned by VideoIngress; network thread; time is given.
#pragma once

#include <map>
#include <vector>

#include "pipelines/base/frame.hpp"

namespace lethe::transport {

class NackList {
 public:
  static constexpr std::size_t most = 256;
  static constexpr int attempts_most = 8;

  // Packets from `first` to before `end` are missing. Returns false when this is too much; then the list is empty.
  bool missing(std::int64_t first, std::int64_t end, media::Time now);
  void arrived(std::int64_t sequence) { waiting_.erase(sequence); }
  void forget_before(std::int64_t sequence) { waiting_.erase(waiting_.begin(), waiting_.lower_bound(sequence)); }
  void clear() { waiting_.clear(); }
  bool empty() const { return waiting_.empty(); }
  // The packets to request now, sorted (16 bits, as on the wire). Repeated after max(20 ms, round_trip).
  std::vector<std::uint16_t> due(media::Time now, media::Clock::duration round_trip);

 private:
  struct Entry {
    media::Time next;
    int attempts = 0;
  };
  std::map<std::int64_t, Entry> waiting_;
};

}  // namespace lethe::transport
