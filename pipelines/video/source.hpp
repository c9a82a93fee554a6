// SPDX-License-Identifier: AGPL-3.0-or-later
// One participant's video on its way from the network to the composites: which frames to decode, the decoder, and the
// picture to show. Shared by the mixer, its decode thread and the tick thread; each call names its thread.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "mcu/base/thread_check.hpp"
#include "pipelines/video/coding/decoder.hpp"
#include "pipelines/video/dejitter.hpp"
#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/due_queue.hpp"
#include "pipelines/video/key_frame_gate.hpp"
#include "pipelines/video/video_output.hpp"
#include "pipelines/video/video_tally.hpp"

namespace lethe::video {

class Source {
 public:
  static constexpr int queued_max = 8;                     // frames waiting to be decoded
  static constexpr std::chrono::seconds silence_after{2};  // without a frame: the avatar is shown

  // Work for the decode thread.
  enum class Task : std::uint8_t {
    Decode,       // the given frame
    AskKeyFrame,  // request one from the sender
    Arrived,      // report that frames arrive although nobody sees them
    Silence,      // report that none arrives any more, if still true
    Remove,       // the last task of a source
  };

  // `tick`: the time between two composites.
  Source(media::SourceId id, std::shared_ptr<media::LipSync> sync, Tally& tally, std::chrono::nanoseconds tick);

  media::SourceId id() const { return id_; }

  // ── any thread; each returns the task for the decode thread ──
  std::optional<Task> offer(const media::EncodedFrame& frame, media::Time now);
  // True if a watched composite shows it; otherwise nothing is decoded or kept.
  std::optional<Task> set_wanted(bool wanted, media::Time now);
  std::optional<Task> check_silence(media::Time now);
  // The tile sizes in which its pictures are likely to be shown.
  void set_tiles(const std::set<Size>& sizes);

  // ── tick thread ──
  // The picture for this tick, the same in all views; null: the avatar.
  std::shared_ptr<const Picture> shown(media::Time tick);

  // ── decode thread ──
  void run(Task task, const media::EncodedFrame* frame, Output& output);

 private:
  void decode(const media::EncodedFrame& frame, Output& output);
  void show(std::shared_ptr<Picture> picture, const media::EncodedFrame& frame, Output& output);
  void draw_tiles(Picture& picture) const;
  bool is_wanted_frame();  // also takes over the tile sizes
  // After a broken or missing frame only a key frame helps. Returns true if it should be requested now.
  bool need_key_frame(media::Time now) REQUIRES(mutex_);
  void tell(bool live, int width, int height, Output& output);

  const media::SourceId id_;
  const std::shared_ptr<media::LipSync> sync_;
  Tally& tally_;
  const std::chrono::nanoseconds tick_;

  Mutex mutex_;
  bool wanted_ GUARDED_BY(mutex_) = false;
  bool awaits_key_ GUARDED_BY(mutex_) = true;  // frames that are not key frames are dropped
  int queued_ GUARDED_BY(mutex_) = 0;
  KeyFrameGate gate_ GUARDED_BY(mutex_);  // of requests to the sender
  bool live_ GUARDED_BY(mutex_) = false;
  bool silence_posted_ GUARDED_BY(mutex_) = false;
  media::Time last_sign_ GUARDED_BY(mutex_){};  // when a frame was decoded, or arrived while nobody sees it
  DueQueue<std::shared_ptr<const Picture>> pictures_ GUARDED_BY(mutex_);
  std::shared_ptr<const Picture> current_ GUARDED_BY(mutex_);
  media::Time shown_at_ GUARDED_BY(mutex_){};  // tick for which it was taken
  std::vector<Size> tiles_ GUARDED_BY(mutex_);

  [[no_unique_address]] ThreadOwned tick_thread_, decode_thread_;

  // Decode thread only.
  const std::shared_ptr<TilePool> pool_ = std::make_shared<TilePool>();
  std::unique_ptr<Decoder> decoder_;
  Dejitter dejitter_;
  std::vector<Size> drawn_tiles_;  // of the frame in hand
  bool needs_key_ = true;
  bool removed_ = false;
  wire::VideoChanged told_;
};

}  // namespace lethe::video
