// SPDX-License-Identifier: AGPL-3.0-or-later
// One view on one step: its composite and an encoder for each codec in use. Tick thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <variant>

#include "mcu/base/thread_check.hpp"
#include "pipelines/video/coding/encoder.hpp"
#include "pipelines/video/coding/jpeg_encoder.hpp"
#include "pipelines/video/drawing/composite.hpp"
#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/drawing/sized_labels.hpp"
#include "pipelines/video/frame_pace.hpp"
#include "pipelines/video/key_frame_gate.hpp"
#include "pipelines/video/video_output.hpp"
#include "pipelines/video/video_tally.hpp"

namespace lethe::video {

class ViewOutput {
 public:
  // `step`: index into the settings' steps.
  ViewOutput(const wire::View& view, int step, const wire::Configure& settings);

  // True if its picture still has the right size for the view.
  bool suits(const wire::View& view) const;
  // The codecs in use; other encoders end. A new one starts with a key frame.
  void set_codecs(std::span<const media::VideoCodec> codecs);
  void set_steady(bool steady) { pace_.set_steady(steady); }  // see Pace
  void request_key_frame(media::VideoCodec codec);
  std::size_t encoders() const { return lines_.size(); }
  // True if a picture is due at this tick, by the step's rate or because somebody waits for a key frame.
  bool due(const TickClock::Tick& tick) const;

  // Composes the tiles, which lie on the view's canvas, and the caption (may be null) over them, and encodes the
  // composite for each codec that is due.
  void make(const wire::View& view, std::span<const PlacedTile> tiles, const std::shared_ptr<const Label>& caption,
            DrawnTiles& drawn, const TickClock::Tick& tick, Output& output, Tally& tally);

 private:
  struct Line {
    explicit Line(const Encoder::Settings& settings);
    bool due_at(media::Time now) const { return encoded == 0 || gate.open(now); }
    // True if it takes the picture of a beat; JPEG viewers get fewer pictures.
    bool takes(media::Time now) const;
    std::optional<Encoder::Coded> encode(Image& picture, int fps);
    std::variant<std::monostate, Encoder, JpegEncoder> coder;
    media::Time last{};  // picture
    KeyFrameGate gate;
    std::int64_t encoded = 0;
  };

  void place(const wire::View& view, std::span<const PlacedTile> tiles);
  void encode(media::VideoCodec codec, Line& line, const TickClock::Tick& tick, Output& output, Tally& tally);

  [[no_unique_address]] ThreadOwned thread_;
  std::uint32_t view_;
  int step_index_;
  wire::Step step_;
  Pace pace_;
  Composite composite_;
  SizedLabels labels_;
  std::vector<PlacedTile> tiles_;  // on the composite
  std::map<media::VideoCodec, Line> lines_;
};

}  // namespace lethe::video
