// SPDX-License-Identifier: AGPL-3.0-or-later
// What the composites show. Replaced as a whole under the mixer's lock and never changed once shared, so that the tick
// thread takes a reference and works without the lock.
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
  // How long a stream continues after its last viewer moved to another one: until the other stream's key frame arrives
  // (at most KeyFrameGate::spacing) the viewer still sees it, and a viewer that returns finds it running.
  static constexpr std::chrono::milliseconds linger{700};

  std::shared_ptr<const wire::Scene> scene = std::make_shared<const wire::Scene>();
  std::map<Seat, wire::Part> parts;  // of the scene
  std::set<Seat> speaking;           // also seats that are not in the scene (wire::Marks)
  std::map<Seat, SeatLabels> labels;
  std::shared_ptr<const Label> caption;  // null: there is none
  std::map<media::SourceId, std::shared_ptr<Source>> sources;
  std::set<media::Stream> watched;           // with viewers
  std::set<media::Stream> steady;            // of those: pictures come even while nothing changes
  std::map<media::Stream, Showing> streams;  // being made: watched ones of the scene's views, and lingering ones

  // Updates `streams` after a change of the scene or of `watched`, or with time.
  void settle(media::Time now);
  bool settled(media::Time now) const;  // no lingering stream has expired
  // A seat that the scene does not mention is not seen. A screen is seen wherever a tile shows it.
  bool seen(media::SourceId id) const;
  bool marked(Seat seat) const { return speaking.contains(seat) && parts.contains(seat); }  // as speaking
  // The videos that appear in a stream, with the sizes of the tiles that show nearly all of their pictures.
  std::map<media::SourceId, std::set<Size>> visible(const wire::Configure& settings) const;
};

}  // namespace lethe::video
