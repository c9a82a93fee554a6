// SPDX-License-Identifier: AGPL-3.0-or-later
// What the composites are to show: replaced as a whole under the mixer's lock and never changed once shared, so that
// the tick thread takes a reference and works without the lock.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "pipelines/video/drawing/fit.hpp"
#include "pipelines/video/drawing/label.hpp"
#include "pipelines/video/source.hpp"

namespace lethe::video {

struct SeatLabels {
  std::shared_ptr<const Label> name, initials;
};

// What a stream shows.
struct Showing {
  std::shared_ptr<const wire::View> view;
  std::optional<media::Time> until;  // set: nobody watches it any more, see Stage::linger
};

struct Stage {
  // A stream goes on for so long after its last viewer was sent to another one: until that one's key frame is there
  // (KeyFrameGate::spacing at the most) the viewer still sees it, and whoever goes to and fro finds it running.
  static constexpr std::chrono::milliseconds linger{700};

  std::shared_ptr<const wire::Scene> scene = std::make_shared<const wire::Scene>();
  std::map<Seat, wire::Part> parts;  // of the scene
  std::map<Seat, SeatLabels> labels;
  std::shared_ptr<const Label> caption;  // null: there is none
  std::map<media::SourceId, std::shared_ptr<Source>> sources;
  std::set<media::Stream> watched;           // that somebody watches
  std::set<media::Stream> steady;            // of those: pictures come while nothing changes, too
  std::map<media::Stream, Showing> streams;  // those that are made: watched ones of the scene's views, lingering ones

  // Settles `streams` after a change of the scene or of `watched`, or with time.
  void settle(media::Time now);
  bool settled(media::Time now) const;  // no lingering stream is over
  // A seat that the scene does not mention is not seen. A screen is seen wherever a tile shows it.
  bool seen(media::SourceId id) const;
  // The pictures that appear in a stream, with the sizes of the tiles that show nearly every one of them.
  std::map<media::SourceId, std::set<Size>> visible(const wire::Configure& settings) const;
};

}  // namespace lethe::video
