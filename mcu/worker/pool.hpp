// SPDX-License-Identifier: AGPL-3.0-or-later
// The media processes of the server: some wait warm, one serves each live room. Makes room::Media real.
// Owned by main; control thread, which must also be the thread that makes it: the workers die with that thread.
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

  // Throws Error MediaUnavailable when none is warm; one for each that asked in vain is a moment away.
  std::unique_ptr<room::MediaSession> open(room::MediaListener& listener) override;
  bool ready() const override;
  std::vector<wire::Ready> walls() const override;
  std::size_t processes() const { return workers_.size(); }

 private:
  void refill();
  void refill_after(std::chrono::milliseconds delay);
  void start_failed();
  void changed(Worker& worker, Worker::State before);
  int waiting() const;  // starting or warm
  int wanted();         // of those

  Loop& loop_;
  Options options_;
  std::set<std::shared_ptr<Worker>> workers_;
  // Who asked and got none, and when last. Only compared: a room may have gone meanwhile.
  std::map<const room::MediaListener*, Loop::Clock::time_point> in_vain_;
  int failures_ = 0;  // starts in a row that came to nothing
  bool stopping_ = false;
  bool refilling_ = false;  // soon, by the timer
  Loop::Timer refill_{};
};

}  // namespace lethe::worker
