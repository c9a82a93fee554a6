// SPDX-License-Identifier: AGPL-3.0-or-later
// Composes and encodes every stream that is due at a tick. Owned by the mixer, from which it takes the stage.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "mcu/base/mutex.hpp"
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
  void end_unwatched(const Stage& stage);
  void make(ViewOutput& output, const Stage& stage, const wire::View& view, const TickClock::Tick& tick);
  void place_tiles(const wire::View& view, const Stage& stage, media::Time tick);
  // Reports the layout of each encoded view whose tiles differ from the last tick's.
  void tell_layouts(const Stage& stage, const TickClock::Tick& tick);

  const wire::Configure settings_;
  Output& output_;
  Tally& tally_;
  const TakeWork take_work_;

  // Tick thread only.
  using Place = std::pair<std::uint32_t, int>;  // view and step
  std::map<Place, ViewOutput> outputs_;
  std::vector<media::VideoCodec> codecs_;  // of the current output
  const wire::View* placed_ = nullptr;     // owner of the following tiles
  std::vector<PlacedTile> tiles_;
  DrawnTiles drawn_;                                       // in this tick
  std::map<std::uint32_t, std::vector<wire::Tile>> told_;  // by view

  Mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace lethe::video
