// SPDX-License-Identifier: AGPL-3.0-or-later
// Composes and encodes every watched view once a tick. Owned by the mixer, which it asks for the stage.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "pipelines/video/stage.hpp"
#include "pipelines/video/view_output.hpp"

namespace lethe::video {

class TickThread {
 public:
  struct Work {
    std::shared_ptr<const Stage> stage;
    std::set<media::Stream> key_frames;  // wanted since the last tick
  };
  using TakeWork = std::function<Work(media::Time now)>;

  TickThread(const wire::Configure& settings, Output& output, Tally& tally, TakeWork take_work);
  ~TickThread();
  TickThread(const TickThread&) = delete;
  TickThread& operator=(const TickThread&) = delete;

 private:
  void run();
  void tick(const TickClock::Tick& tick, const Work& work);
  ViewOutput& output_of(const wire::View& view, const Stage& stage);
  void place_tiles(const wire::View& view, const Stage& stage, media::Time now);

  const wire::Configure settings_;
  Output& output_;
  Tally& tally_;
  const TakeWork take_work_;

  // Tick thread only.
  std::map<std::uint32_t, ViewOutput> views_;  // by view id
  std::vector<PlacedTile> tiles_;              // of the view being composed
  std::vector<const Composite*> composed_;     // in this tick

  std::mutex mutex_;  // guards stopped_
  std::condition_variable stop_;
  bool stopped_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace lethe::video
