// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/view_output.hpp"

#include <algorithm>

namespace lethe::video {

namespace {
constexpr int even(int pixels) { return pixels & ~1; }
}  // namespace

ViewOutput::ViewOutput(const wire::View& view, const wire::Configure& settings)
    : id_(view.id), settings_(settings), composite_(even(view.width), even(view.height)) {}

bool ViewOutput::has_size_of(const wire::View& view) const {
  const Image& image = composite_.image();
  return image.width() == even(view.width) && image.height() == even(view.height);
}

void ViewOutput::set_streams(std::span<const media::Stream> streams) {
  std::erase_if(
      lines_, [&](const auto& line) { return std::find(streams.begin(), streams.end(), line.first) == streams.end(); });
  const Image& image = composite_.image();
  for (const media::Stream& stream : streams) {
    if (lines_.contains(stream)) continue;
    const wire::Step& step = settings_.steps.at(static_cast<std::size_t>(stream.step));
    lines_.try_emplace(stream, Encoder::Settings{.codec = stream.codec,
                                                 .width = image.width(),
                                                 .height = image.height(),
                                                 .fps = settings_.fps,
                                                 .bitrate = step.video_bitrate});
  }
}

void ViewOutput::request_key_frame(const media::Stream& stream) {
  if (const auto line = lines_.find(stream); line != lines_.end()) line->second.gate.request();
}

void ViewOutput::send(const wire::View& view, std::uint64_t revision, const TickClock::Tick& tick, Output& output,
                      Tally& tally) {
  if (told_ != view.tiles) {
    told_ = view.tiles;
    output.on_layout_shown({id_, revision, tick.rtp_timestamp});
  }
  for (auto& [stream, line] : lines_) {
    if (line.gate.pass(tick.at)) line.encoder.force_key_frame();
    auto coded = line.encoder.encode(composite_.image(), tick.since_start);
    if (!coded) continue;
    ++tally.encoded;
    if (coded->key) {
      ++tally.key_frames;
      line.gate.satisfied();
    }
    output.on_encoded(stream, std::make_shared<const media::EncodedFrame>(
                                        media::EncodedFrame{.codec = stream.codec,
                                                            .key = coded->key,
                                                            .rtp_timestamp = tick.rtp_timestamp,
                                                            .at = tick.at,
                                                            .sender_time = std::nullopt,
                                                            .data = std::move(coded->data)}));
  }
}

}  // namespace lethe::video
