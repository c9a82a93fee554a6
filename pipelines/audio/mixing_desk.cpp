// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/mixing_desk.hpp"

#include <algorithm>
#include <utility>

namespace lethe::audio {

namespace {

constexpr int ticks_a_report = 5;  // 100 ms

const wire::Part* part_of(const wire::Scene& scene, Seat seat) {
  const auto part =
      std::find_if(scene.parts.begin(), scene.parts.end(), [seat](const wire::Part& p) { return p.seat == seat; });
  return part == scene.parts.end() ? nullptr : &*part;
}

}  // namespace

void MixingDesk::add(Seat seat, Directions directions, std::shared_ptr<media::LipSync> sync) {
  CHECK_ON(thread_);
  remove(seat);
  Place& place = places_[seat];
  place.directions = directions;
  if (directions.gives) place.talker = std::make_unique<Talker>(std::move(sync), counters_);
  apply_part(place, part_of(scene_, seat));
}

void MixingDesk::remove(Seat seat) {
  CHECK_ON(thread_);
  const auto place = places_.find(seat);
  if (place == places_.end()) return;
  outputs_.release(place->second.listener);
  places_.erase(place);
}

void MixingDesk::set_scene(const wire::Scene& scene) {
  CHECK_ON(thread_);
  scene_ = scene;
  std::map<Seat, const wire::Part*> parts;
  for (const wire::Part& part : scene_.parts) parts[part.seat] = &part;
  for (auto& [seat, place] : places_) {
    const auto part = parts.find(seat);
    apply_part(place, part == parts.end() ? nullptr : part->second);
  }
}

void MixingDesk::apply_part(Place& place, const wire::Part* part) {
  place.present = part != nullptr;
  const bool heard = part && part->heard;
  if (place.talker && heard != place.heard) {
    place.talker->reset();  // nothing said while muted is heard later
    place.candidate = {};
  }
  place.heard = heard;
  if (!part) return outputs_.release(place.listener);
  place.plain = profile_of(settings_, *part, false);
  place.stereo = profile_of(settings_, *part, true);
  place.candidate.first = part->music;
  if (place.talker) place.talker->set_channels(part->music ? 2 : 1);
}

void MixingDesk::push(Seat seat, const media::AudioPacket& packet) {
  CHECK_ON(thread_);
  const auto place = places_.find(seat);
  if (place != places_.end() && place->second.talker && place->second.heard) place->second.talker->push(packet);
}

void MixingDesk::tick(Time at, std::uint32_t rtp_timestamp) {
  CHECK_ON(thread_);
  choose(at);
  mix(at);
  outputs_.begin({tick_number_++, at, rtp_timestamp}, total_);
  for (auto& [seat, place] : places_)
    if (place.directions.gets && place.present)
      outputs_.give(seat, place.listener, stereo_ ? place.stereo : place.plain, place.voice, place.candidate.chosen);
  outputs_.end();
  if (--ticks_to_levels_ == 0) tell_levels();
}

void MixingDesk::choose(Time at) {
  candidates_.clear();
  for (auto& [seat, place] : places_) {
    if (!place.talker || !place.heard) continue;
    place.candidate.loudness = place.talker->loudness();
    place.candidate.audible = place.talker->audible(at);
    candidates_.push_back(&place.candidate);
  }
  choose_loudest(candidates_, static_cast<std::size_t>(settings_.talkers_max), at);
}

void MixingDesk::mix(Time at) {
  total_.clear();
  for (auto& [seat, place] : places_) {
    place.voice = place.talker && place.heard ? place.talker->pull(at, place.candidate.chosen) : nullptr;
    if (place.voice) total_.add(*place.voice);
  }
  mix_line(at);
  if (total_.stereo) last_stereo_ = at;
  stereo_ = total_.stereo || (stereo_ && at - last_stereo_ < keep_stereo);
}

// It belongs to nobody: its writer hears it, too.
void MixingDesk::mix_line(Time at) {
  if (!line_) return;
  if (const Sound* sound = line_->pull()) total_.add(*sound);
  if (!line_->over(at)) return;
  output_.on_said(line_->number());
  line_.reset();
}

// Reports who is audible and, once with 127, who just became silent.
void MixingDesk::tell_levels() {
  ticks_to_levels_ = ticks_a_report;
  levels_.levels.clear();
  for (auto& [seat, place] : places_) {
    const int level = place.talker ? place.talker->take_level() : level_silent;
    const bool audible = level < level_silent;
    if (std::exchange(place.reported, audible) || audible) levels_.levels.push_back({seat, level});
  }
  if (!levels_.levels.empty()) output_.on_levels(levels_);
}

}  // namespace lethe::audio
