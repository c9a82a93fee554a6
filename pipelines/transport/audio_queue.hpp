// SPDX-License-Identifier: AGPL-3.0-or-later
// Mixes on their way from the audio thread to the network thread. Both sides keep their memory, so that nothing is
// allocated once it has grown to the size of a tick. Owned by the network; any thread pushes, one thread takes.
#pragma once

#include <span>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::transport {

class AudioQueue {
 public:
  explicit AudioQueue(std::size_t most) : most_(most) {}

  bool push(std::span<const media::Seat> to, const media::OpusFrame& frame) {  // false: full, dropped
    const MutexLock lock(mutex_);
    if (queued_.items.size() >= most_) return false;
    queued_.items.push_back({frame, queued_.seats.size(), to.size(), queued_.bytes.size(), frame.payload.size()});
    queued_.seats.insert(queued_.seats.end(), to.begin(), to.end());
    queued_.bytes.insert(queued_.bytes.end(), frame.payload.begin(), frame.payload.end());
    return true;
  }

  // Calls send(seats, frame) for each frame, oldest first, without holding the lock.
  template <class Send>
  void take(Send send) {
    {
      const MutexLock lock(mutex_);
      std::swap(queued_, taken_);
    }
    for (Item& item : taken_.items) {
      item.frame.payload = std::span(taken_.bytes).subspan(item.first_byte, item.byte_count);
      send(std::span<const media::Seat>(taken_.seats).subspan(item.first_seat, item.seat_count), item.frame);
    }
    taken_.items.clear();
    taken_.seats.clear();
    taken_.bytes.clear();
  }

 private:
  struct Item {
    media::OpusFrame frame;  // its payload is set on taking, because the bytes move until then
    std::size_t first_seat, seat_count, first_byte, byte_count;
  };
  struct Batch {
    std::vector<Item> items;
    std::vector<media::Seat> seats;
    media::Bytes bytes;
  };
  const std::size_t most_;
  Mutex mutex_;
  Batch queued_ GUARDED_BY(mutex_);
  Batch taken_;  // by the one who takes
};

}  // namespace lethe::transport
