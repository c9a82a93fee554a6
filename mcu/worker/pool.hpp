// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's media processes: some wait warm, one serves each live room. Implements the port room::Media. Owned by
// main; lives on the control thread, which must also construct it: the workers die with the thread that forked them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "mcu/worker/worker.hpp"

namespace lethe::worker {

struct Options {
  std::string program = program_beside("lethe-media");
  int warm = 1;  // processes that wait for a room
  wire::Configure configure;
  Timing timing;
};

class Pool : public room::Media {
 public:
  Pool(Loop& loop, Options options);
  ~Pool() override;  // after all sessions; ends every process and waits for it

  // Throws Error MediaUnavailable when none is warm; then one starts for each caller that was turned away.
  std::unique_ptr<room::MediaSession> open(room::MediaListener& listener) override;
  bool ready() const override;
  std::vector<wire::Ready> walls() const override;
  std::size_t processes() const { return workers_.size(); }

 private:
  void refill();
  void refill_after(std::chrono::milliseconds delay);
  void start_failed();
  void changed(Worker& worker, Worker::State before);
  int waiting() const;  // processes starting or warm
  int wanted();         // wanted number of those

  Loop& loop_;
  Options options_;
  std::set<std::shared_ptr<Worker>> workers_;
  // Callers that were turned away, with the time of their last attempt. Compared by address only: the room may be gone.
  std::map<const room::MediaListener*, Loop::Clock::time_point> in_vain_;
  int failures_ = 0;  // failed starts in a row
  bool stopping_ = false;
  bool refilling_ = false;  // the timer will refill soon
  Loop::Timer refill_{};
};

}  // namespace lethe::worker
