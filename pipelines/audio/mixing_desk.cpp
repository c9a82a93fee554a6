// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/mixing_desk.hpp"

#include <algorithm>
#include <utility>

namespace lethe::audio {

namespace {
constexpr std::size_t spare_most = 8;
constexpr int ticks_a_report = 5;  // 100 ms
}  // namespace

void MixingDesk::add(Seat seat, AudioMixer::Directions directions, std::shared_ptr<media::LipSync> sync) {
  Place place{.directions = directions, .talker = {}, .own = {}};
  if (directions.gives) place.talker = std::make_unique<Talker>(std::move(sync), counters_);
  apply_scene(seat, place);
  places_.insert_or_assign(seat, std::move(place));
}

void MixingDesk::remove(Seat seat) { places_.erase(seat); }

void MixingDesk::set_scene(const wire::Scene& scene) {
  scene_ = scene;
  for (auto& [seat, place] : places_) apply_scene(seat, place);
}

void MixingDesk::apply_scene(Seat seat, Place& place) {
  const auto part =
      std::find_if(scene_.parts.begin(), scene_.parts.end(), [seat](const wire::Part& p) { return p.seat == seat; });
  place.present = part != scene_.parts.end();
  const bool heard = place.present && part->heard;
  if (place.talker && heard != place.heard) place.talker->reset();  // nothing said while muted is heard later
  place.heard = heard;
  if (!place.present) {
    place.own.reset();
    place.shares = false;
  }
}

void MixingDesk::push(Seat seat, const media::AudioPacket& packet) {
  const auto place = places_.find(seat);
  if (place != places_.end() && place->second.talker && place->second.heard) place->second.talker->push(packet);
}

void MixingDesk::tick(Time at, std::uint32_t rtp_timestamp) {
  sum_.fill(0);
  for (auto& [seat, place] : places_) {
    place.voice = place.talker && place.heard ? place.talker->pull(at) : nullptr;
    if (!place.voice) continue;
    for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += (*place.voice)[i];
  }
  listeners_.clear();
  for (auto& [seat, place] : places_) {
    if (!place.directions.gets || !place.present) continue;
    settle_encoder(place, at);
    if (place.own)
      mix_own(seat, place, at, rtp_timestamp);
    else
      listeners_.push_back(seat);
  }
  mix_shared(at, rtp_timestamp);
  sum_before_ = sum_;
  if (--ticks_to_levels_ == 0) tell_levels();
}

void MixingDesk::settle_encoder(Place& place, Time at) {
  if (place.voice) {
    place.last_voice = at;
    if (!place.own) {
      // Until now its mix was the whole sum, in which it was silent; so that is where the new encoder goes on from.
      place.own = spare_encoder();
      place.own->prime(sum_before_, shared_limiter_);
      place.shares = true;
    }
  } else if (place.own && at - place.last_voice > keep_own) {
    if (!shared_ran_) shared_limiter_ = place.own->limiter();
    if (spare_.size() < spare_most) spare_.push_back(std::move(place.own));
    place.own.reset();
    place.shares = false;
  }
}

void MixingDesk::mix_own(Seat seat, Place& place, Time at, std::uint32_t rtp_timestamp) {
  Sum rest = sum_;
  if (place.voice)
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= (*place.voice)[i];
  send({&seat, 1}, *place.own, rest, std::exchange(place.shares, false), at, rtp_timestamp);
}

void MixingDesk::mix_shared(Time at, std::uint32_t rtp_timestamp) {
  if (listeners_.empty()) {
    shared_ran_ = false;
    return;
  }
  if (!shared_) shared_ = std::make_unique<MixEncoder>(kilobits_);
  if (!shared_ran_) shared_->prime(sum_before_, shared_limiter_);
  bool independent = false;
  for (const Seat seat : listeners_) independent |= !std::exchange(places_.at(seat).shares, true);
  send(listeners_, *shared_, sum_, independent, at, rtp_timestamp);
  shared_limiter_ = shared_->limiter();
  shared_ran_ = true;
}

void MixingDesk::send(std::span<const Seat> to, MixEncoder& encoder, const Sum& sum, bool independent, Time at,
                      std::uint32_t rtp_timestamp) {
  media::OpusFrame frame;
  frame.rtp_timestamp = rtp_timestamp;
  frame.at = at;
  frame.payload = encoder.encode(sum, independent);
  ++counters_.encoded;
  output_.on_mixed(to, frame);
}

std::unique_ptr<MixEncoder> MixingDesk::spare_encoder() {
  if (spare_.empty()) return std::make_unique<MixEncoder>(kilobits_);
  auto encoder = std::move(spare_.back());
  spare_.pop_back();
  return encoder;
}

// Tells who is audible, and once, with 127, who has ceased to be.
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
