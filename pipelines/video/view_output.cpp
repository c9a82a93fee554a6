// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/view_output.hpp"

#include <algorithm>

namespace lethe::video {
namespace {

Size size_of(const wire::View& view, const wire::Step& step) {
  return size_on_step({view.width, view.height}, {step.width, step.height});
}

// The highest picture rate for viewers without JavaScript, with a tolerance for early ticks.
constexpr std::chrono::milliseconds jpeg_spacing{95};

}  // namespace

ViewOutput::Line::Line(const Encoder::Settings& settings) {
  if (settings.codec == media::VideoCodec::Jpeg)
    coder.emplace<JpegEncoder>(settings.width, settings.height);
  else
    coder.emplace<Encoder>(settings);
}

bool ViewOutput::Line::takes(media::Time now) const {
  return !std::holds_alternative<JpegEncoder>(coder) || now - last >= jpeg_spacing;
}

std::optional<Encoder::Coded> ViewOutput::Line::encode(Image& picture, int fps) {
  if (auto* jpeg = std::get_if<JpegEncoder>(&coder)) {
    ++encoded;
    return Encoder::Coded{true, jpeg->encode(picture)};
  }
  // For the encoder, pictures come at the step's rate whatever is left out or added: otherwise rate control would give
  // the repetition of a still picture the bits of a second, and a key frame between two beats those of a tick.
  return std::get<Encoder>(coder).encode(picture, std::chrono::nanoseconds(1'000'000'000) * encoded++ / fps);
}

ViewOutput::ViewOutput(const wire::View& view, int step, const wire::Configure& settings)
    : view_(view.id),
      step_index_(step),
      step_(settings.steps.at(static_cast<std::size_t>(step))),
      pace_(settings.fps, step_.fps),
      composite_(size_of(view, step_).width, size_of(view, step_).height) {}

bool ViewOutput::suits(const wire::View& view) const {
  CHECK_ON(thread_);
  return size_of(view, step_) == Size{composite_.image().width(), composite_.image().height()};
}

void ViewOutput::set_codecs(std::span<const media::VideoCodec> codecs) {
  CHECK_ON(thread_);
  std::erase_if(lines_,
                [&](const auto& line) { return std::find(codecs.begin(), codecs.end(), line.first) == codecs.end(); });
  const Image& image = composite_.image();
  for (const media::VideoCodec codec : codecs)
    if (!lines_.contains(codec))
      lines_.try_emplace(codec, Encoder::Settings{.codec = codec,
                                                  .width = image.width(),
                                                  .height = image.height(),
                                                  .fps = pace_.fps(),
                                                  .bitrate = step_.video_bitrate});
}

void ViewOutput::request_key_frame(media::VideoCodec codec) {
  CHECK_ON(thread_);
  if (const auto line = lines_.find(codec); line != lines_.end()) line->second.gate.request();
}

bool ViewOutput::due(const TickClock::Tick& tick) const {
  CHECK_ON(thread_);
  return pace_.on_beat(tick.index) ||
         std::any_of(lines_.begin(), lines_.end(), [&](const auto& line) { return line.second.due_at(tick.at); });
}

void ViewOutput::place(const wire::View& view, std::span<const PlacedTile> tiles) {
  const Size canvas{view.width, view.height}, picture{composite_.image().width(), composite_.image().height()};
  const double scale = double(picture.width) / canvas.width;
  tiles_.assign(tiles.begin(), tiles.end());
  for (PlacedTile& tile : tiles_) {
    tile.rect = rect_on_step(tile.rect, canvas, picture);
    if (tile.content.name) tile.content.name = labels_.get(tile.content.name, scale, tile.rect.height);
  }
}

void ViewOutput::make(const wire::View& view, std::span<const PlacedTile> tiles,
                      const std::shared_ptr<const Label>& caption, DrawnTiles& drawn, const TickClock::Tick& tick,
                      Output& output, Tally& tally) {
  CHECK_ON(thread_);
  place(view, tiles);
  composite_.set_caption(caption ? labels_.fitting(caption, composite_.image().width(), composite_.image().height())
                                 : nullptr);
  ++tally.composed;
  const bool changed = composite_.compose(tiles_, drawn);
  const bool all = pace_.pass(tick.at, changed) && pace_.on_beat(tick.index);
  for (auto& [codec, line] : lines_)
    if ((all && line.takes(tick.at)) || line.due_at(tick.at)) encode(codec, line, tick, output, tally);
}

void ViewOutput::encode(media::VideoCodec codec, Line& line, const TickClock::Tick& tick, Output& output,
                        Tally& tally) {
  if (line.gate.pass(tick.at))
    if (auto* encoder = std::get_if<Encoder>(&line.coder)) encoder->force_key_frame();
  line.last = tick.at;
  auto coded = [&] {
    const Stopwatch watch(tally.encode_us);
    return line.encode(composite_.image(), pace_.fps());
  }();
  if (!coded) return;
  ++tally.encoded;
  if (coded->key) {
    if (codec != media::VideoCodec::Jpeg) ++tally.key_frames;
    line.gate.satisfied();
  }
  output.on_encoded({.view = view_, .step = step_index_, .codec = codec},
                    std::make_shared<const media::EncodedFrame>(media::EncodedFrame{.codec = codec,
                                                                                    .key = coded->key,
                                                                                    .rtp_timestamp = tick.rtp_timestamp,
                                                                                    .at = tick.at,
                                                                                    .sender_time = std::nullopt,
                                                                                    .data = std::move(coded->data)}));
}

}  // namespace lethe::video
