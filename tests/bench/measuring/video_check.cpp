// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <map>

#include "pipelines/video/coding/decoder.hpp"
#include "tests/bench/measuring/cpu_usage.hpp"
#include "tests/bench/measuring/output_check.hpp"
#include "tests/bench/measuring/tile_record.hpp"

namespace lethe::bench {
namespace {

constexpr double rate_least = 0.98;   // of the promised pictures a second: 24.5 of 25
constexpr double right_least = 0.98;  // of a tile's pictures; a stamp between two pictures may be unreadable
constexpr std::size_t specimens_most = 12;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

// When the sender sent the picture that has this counter, at or before `before`.
std::optional<media::Time> sent_at(const Attendee& sender, int counter, media::Time before) {
  const auto& sent = sender.sent();
  auto at = std::upper_bound(sent.begin(), sent.end(), before,
                             [](media::Time time, const SentFrame& frame) { return time < frame.at; });
  while (at != sent.begin()) {
    --at;
    if (at->counter == counter) return at->at;
    if (before - at->at > std::chrono::seconds(2)) break;
  }
  return std::nullopt;
}

class Watcher {
 public:
  Watcher(const Attendees& attendees, const VideoExpectation& expected, const Window& window, VideoFindings& findings)
      : attendees_(attendees), expected_(expected), window_(window), findings_(findings) {}

  // Decodes all that this viewer received and looks at what falls into the window. Returns the fault.
  std::string watch(const Attendee& viewer, bool takes_specimens) {
    tiles_.assign(expected_.layout.tiles.size(), {});
    video::Decoder decoder(viewer.spec().codec);
    int looked_at = 0;
    for (const ReceivedFrame& frame : viewer.frames()) {
      const double before = thread_cpu_seconds();
      const auto decoded = decoder.decode(frame.kept->data);
      const double decoding = thread_cpu_seconds() - before;
      if (!decoded.good || !decoded.picture) return "a received frame cannot be decoded";
      if (!window_.holds(frame.at)) continue;
      const auto looks = look_at(decoded.picture->pixels(), expected_.layout);
      if (looks.size() != tiles_.size()) return looks.empty() ? "no tile" : looks[0].fault;
      note(looks, frame.rtp_timestamp, frame.at + std::chrono::nanoseconds(static_cast<std::int64_t>(decoding * 1e9)),
           takes_specimens);
      const auto every = static_cast<int>(window_.seconds() * expected_.fps / specimens_most) + 1;
      if (takes_specimens && looked_at % every == 0) take(decoded.picture, looks);
      ++looked_at;
    }
    findings_.pictures_checked += looked_at;
    return judge(looked_at);
  }

 private:
  void note(const std::vector<TileLook>& looks, std::uint32_t stamp, media::Time decoded_at, bool takes_latency) {
    for (std::size_t i = 0; i < looks.size(); ++i) {
      const bool first = tiles_[i].fresh() == 0;
      if (!tiles_[i].note(looks[i], stamp)) continue;
      if (first || !takes_latency || !looks[i].fault.empty()) continue;
      const Attendee& sender = *attendees_[static_cast<std::size_t>(expected_.layout.tiles[i].sender)];
      if (const auto sent = sent_at(sender, *looks[i].counter, decoded_at))
        findings_.latency_ms.push_back(std::chrono::duration<double, std::milli>(decoded_at - *sent).count());
    }
  }

  void take(const std::shared_ptr<const video::Picture>& picture, const std::vector<TileLook>& looks) {
    Specimen specimen{picture, {}};
    for (const TileLook& look : looks) specimen.counters.push_back(look.fault.empty() ? look.counter : std::nullopt);
    findings_.specimens.push_back(std::move(specimen));
  }

  std::string judge(int looked_at) {
    if (looked_at == 0) return "no composite was received";
    for (const TileRecord& tile : tiles_) {
      findings_.fresh_least = std::min(findings_.fresh_least, tile.fresh() / window_.seconds());
      findings_.gap_most_ms = std::max(findings_.gap_most_ms, tile.gap_most_ms());
    }
    const double fresh_wanted =
        std::min(expected_.fps, double(camera_fps)) * expected_.tiles.fresh_least * window_.seconds();
    for (const TileRecord& tile : tiles_) {
      const auto sender =
          std::to_string(expected_.layout.tiles[static_cast<std::size_t>(&tile - tiles_.data())].sender);
      if (tile.right() < looked_at * right_least)
        return "in " + std::to_string(looked_at - tile.right()) + " of " + std::to_string(looked_at) +
               " composites: " + tile.fault();
      if (tile.fresh() + 1 < fresh_wanted)  // the window begins and ends between two pictures
        return "the tile of sender " + sender + " changed only " + number(tile.fresh() / window_.seconds()) +
               " times a second";
      if (tile.gap_most_ms() > expected_.tiles.gap_most_ms)
        return "the tile of sender " + sender + " kept a picture for " + number(tile.gap_most_ms()) + " ms";
    }
    return {};
  }

  const Attendees& attendees_;
  const VideoExpectation& expected_;
  const Window& window_;
  VideoFindings& findings_;
  std::vector<TileRecord> tiles_;
};

using Frames = std::map<std::uint32_t, std::uint64_t>;  // hashes by timestamp

Frames frames_of(const Attendee& viewer) {
  Frames frames;
  for (const ReceivedFrame& frame : viewer.frames()) frames[frame.rtp_timestamp] = frame.hash;
  return frames;
}

struct Received {
  double fps = 0, kbps = 0;
};

Received received_by(const Attendee& viewer, const Window& window) {
  std::size_t count = 0, bytes = 0;
  for (const ReceivedFrame& frame : viewer.frames()) {
    if (!window.holds(frame.at)) continue;
    ++count;
    bytes += frame.size;
  }
  return {static_cast<double>(count) / window.seconds(), static_cast<double>(bytes) * 8 / 1000 / window.seconds()};
}

bool same_frames(const Attendee& viewer, const Frames& frames, const Window& window) {
  return std::all_of(viewer.frames().begin(), viewer.frames().end(), [&](const ReceivedFrame& frame) {
    if (!window.holds(frame.at)) return true;
    const auto other = frames.find(frame.rtp_timestamp);
    return other != frames.end() && other->second == frame.hash;
  });
}

}  // namespace

VideoFindings check_video(const Attendees& attendees, std::span<const std::size_t> viewers,
                          const VideoExpectation& expected, const Window& window) {
  VideoFindings findings;
  findings.fps_least = findings.fresh_least = expected.fps * 2;
  Watcher watcher(attendees, expected, window, findings);
  std::vector<Frames> checked;  // what the viewers received whose pictures were looked at
  for (const std::size_t i : viewers) {
    const Attendee& viewer = *attendees[i];
    const Received received = received_by(viewer, window);
    findings.fps_least = std::min(findings.fps_least, received.fps);
    std::string fault;
    if (received.fps < expected.fps * rate_least) {
      fault = number(received.fps) + " pictures a second";
    } else if (std::none_of(checked.begin(), checked.end(),
                            [&](const Frames& frames) { return same_frames(viewer, frames, window); })) {
      if (checked.empty()) findings.kbps = received.kbps;
      fault =
          viewer.spec().keeps ? watcher.watch(viewer, checked.empty()) : "other frames than those that were looked at";
      checked.push_back(frames_of(viewer));
    }
    if (fault.empty()) continue;
    findings.fault = "viewer " + std::to_string(i) + ": " + fault;
    return findings;
  }
  return findings;
}

VideoFindings check_video(const Attendees& attendees, const VideoExpectation& expected, const Window& window) {
  std::vector<std::size_t> viewers;
  for (std::size_t i = 0; i < attendees.size(); ++i)
    if (attendees[i]->spec().video) viewers.push_back(i);
  return check_video(attendees, viewers, expected, window);
}

}  // namespace lethe::bench
