// SPDX-License-Identifier: AGPL-3.0-or-later
// One view that somebody watches: its composite and an encoder for each stream in use. Tick thread.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "pipelines/video/composite.hpp"
#include "pipelines/video/encoder.hpp"
#include "pipelines/video/key_frame_gate.hpp"
#include "pipelines/video/tally.hpp"
#include "pipelines/video/tick_clock.hpp"
#include "pipelines/video/video_mixer.hpp"

namespace lethe::video {

class ViewOutput {
 public:
  ViewOutput(const wire::View& view, const wire::Configure& settings);

  bool has_size_of(const wire::View& view) const;
  Composite& composite() { return composite_; }
  const Composite& composite() const { return composite_; }
  // The streams in use; encoders of others end.
  void set_streams(std::span<const media::Stream> streams);
  void request_key_frame(const media::Stream& stream);

  // Tells the layout when its tiles are not those of the last tick, then encodes the composite for each stream.
  void send(const wire::View& view, std::uint64_t revision, const TickClock::Tick& tick, Output& output, Tally& tally);

 private:
  struct Line {
    explicit Line(const Encoder::Settings& encoder_settings) : encoder(encoder_settings) {}
    Encoder encoder;
    KeyFrameGate gate;
  };

  std::uint32_t id_;
  wire::Configure settings_;
  Composite composite_;
  std::map<media::Stream, Line> lines_;
  std::optional<std::vector<wire::Tile>> told_;
};

}  // namespace lethe::video
