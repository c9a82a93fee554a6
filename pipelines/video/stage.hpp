// SPDX-License-Identifier: AGPL-3.0-or-later
// What the composites are to show: replaced as a whole under the mixer's lock and never changed once shared, so that
// the tick thread takes a reference and works without the lock.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "pipelines/video/label.hpp"
#include "pipelines/video/source.hpp"

namespace lethe::video {

struct SeatLabels {
  std::shared_ptr<const Label> name, initials;
};

struct Stage {
  std::shared_ptr<const wire::Scene> scene = std::make_shared<const wire::Scene>();
  std::map<Seat, wire::Part> parts;  // of the scene
  std::map<Seat, SeatLabels> labels;
  std::map<media::SourceId, std::shared_ptr<Source>> sources;
  std::set<media::Stream> streams;  // that somebody watches

  // A seat that the scene does not mention is not seen. A screen is seen wherever a tile shows it.
  bool seen(media::SourceId id) const;
  bool watched(const wire::View& view) const;
  // The pictures that appear in a view that somebody watches.
  std::set<media::SourceId> visible() const;
};

}  // namespace lethe::video
