// SPDX-License-Identifier: AGPL-3.0-or-later
// Decodes what is seen, composes each (view, step) in use at the step's rate, encodes each (view, step, codec) once.
// Owns the decode threads and the video tick thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipelines/video/video_output.hpp"

namespace lethe::video {

struct Counters {
  std::uint64_t decoded = 0, undecodable = 0, dropped = 0, composed = 0, encoded = 0, key_frames = 0,
                late_ticks = 0 /* left out */;
  std::uint64_t decode_us = 0, encode_us = 0, late_us = 0 /* of ticks that began behind their time */, ticks = 0;
  std::uint64_t views = 0, encoders = 0;  // gauges
};

class VideoMixer {
 public:
  VideoMixer(const wire::Configure& settings, Output& output);
  ~VideoMixer();  // joins its threads; no call to Output after that

  // ── any thread; none waits for a tick ──
  void add_source(media::SourceId id, std::shared_ptr<media::LipSync> sync);
  void remove_source(media::SourceId id);
  void push(media::SourceId id,
            std::shared_ptr<const media::EncodedFrame> frame);  // bounded; drops and requests a key frame
  void set_scene(std::shared_ptr<const wire::Scene> scene);
  void set_marks(const wire::Marks& marks);
  void set_label(const wire::Label& label);      // throws Error InvalidField when size and coverage disagree
  void set_caption(const wire::Label& caption);  // over every picture; throws as set_label
  void clear_caption();
  // The watched streams; others are not encoded. `steady`: those with a viewer that needs pictures all the time.
  void set_streams(std::vector<media::Stream> streams, std::vector<media::Stream> steady = {});
  void request_key_frame(const media::Stream& stream);  // combined: at most one forced in 500 ms
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::video
