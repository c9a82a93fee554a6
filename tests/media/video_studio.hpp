// SPDX-License-Identifier: AGPL-3.0-or-later
// A video mixer with cameras and a decoder behind each of its streams, for tests that check pictures.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "pipelines/video/coding/decoder.hpp"
#include "pipelines/video/video_mixer.hpp"
#include "tests/media/video_camera.hpp"

namespace lethe::video {

// One composite as a viewer sees it.
struct Seen {
  media::Stream stream;
  std::shared_ptr<const Picture> picture;
  std::shared_ptr<const media::EncodedFrame> frame;

  Colour colour(int x, int y) const;  // the mean of 8×8 pixels around it
  int hue(int x, int y) const;        // degrees; -1: grey
  int luma(int x, int y) const { return colour(x, y).y; }
};

int hue_of(Colour colour);
bool hue_near(int hue, int expected);  // within 12 degrees

class Studio : public Output {
 public:
  static constexpr int width = 640, height = 360;

  explicit Studio(wire::Configure settings = standard());
  ~Studio() override;
  static wire::Configure standard();

  void add_camera(media::SourceId id, std::unique_ptr<Camera> camera);
  // The same source sends what another camera takes.
  void swap_camera(media::SourceId id, std::unique_ptr<Camera> camera) { cameras_[id] = std::move(camera); }
  void remove_camera(media::SourceId id);  // and its source
  Camera& camera(media::SourceId id) { return *cameras_.at(id); }
  void silence(media::SourceId id) { silent_.insert(id); }  // it sends nothing any more
  void unsilence(media::SourceId id) { silent_.erase(id); }
  // What the camera of this seat sends passes through this.
  using Spoil = std::function<std::shared_ptr<media::EncodedFrame>(std::shared_ptr<media::EncodedFrame>)>;
  void spoil(media::SourceId id, Spoil spoil) { spoils_[id] = std::move(spoil); }

  // One frame of each camera for each composite, until the predicate holds for a composite of the stream. False when
  // it did not within 10 s.
  using Predicate = std::function<bool(const Seen&)>;
  bool see(const Predicate& predicate, media::Stream stream = {.view = 1});
  // The same for what is told.
  bool hear(const std::function<bool()>& predicate);

  // What was told until now.
  std::vector<wire::VideoChanged> changes() const;
  std::vector<wire::LayoutShown> layouts() const;
  int key_frames_asked(media::SourceId of) const;

  std::vector<std::shared_ptr<const media::EncodedFrame>> frames;
  std::vector<Seen> seen;  // all composites that `see` looked at

  VideoMixer& mixer() { return *mixer_; }

 private:
  void on_encoded(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame) override;
  void on_source_key_frame_wanted(media::SourceId source) override;
  void on_video_changed(const wire::VideoChanged& change) override;
  void on_layout_shown(const wire::LayoutShown& shown) override;

  bool run(const std::function<bool(const media::Stream&, const Seen&)>& predicate);
  void shoot();
  Seen look(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame);

  std::map<media::SourceId, std::unique_ptr<Camera>> cameras_;
  std::set<media::SourceId> silent_;
  std::map<media::SourceId, Spoil> spoils_;
  std::map<media::Stream, Decoder> viewers_;

  mutable Mutex mutex_;
  std::condition_variable told_;
  std::vector<wire::VideoChanged> changes_ GUARDED_BY(mutex_);
  std::vector<wire::LayoutShown> layouts_ GUARDED_BY(mutex_);
  std::map<media::SourceId, int> key_frames_asked_ GUARDED_BY(mutex_);
  std::set<media::SourceId> key_frame_wanted_ GUARDED_BY(mutex_);
  std::deque<std::pair<media::Stream, std::shared_ptr<const media::EncodedFrame>>> arrived_ GUARDED_BY(mutex_);

  std::unique_ptr<VideoMixer> mixer_;
};

// A scene with one view (id 1, the size of the studio) and these tiles; every seat is seen and watches it.
std::shared_ptr<wire::Scene> scene_of(std::uint64_t revision, std::vector<wire::Tile> tiles);
// A label with full coverage.
wire::Label solid_label(Seat seat, wire::LabelKind kind, int width, int height, int hue = 0);

}  // namespace lethe::video
