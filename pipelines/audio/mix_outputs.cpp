// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/mix_outputs.hpp"

#include <algorithm>
#include <utility>

namespace lethe::audio {

namespace {
constexpr std::size_t spare_most = 16;
}

void MixOutputs::begin(const Tick& tick, const Total& total) {
  tick_ = tick;
  total_ = &total;
  limiter_before_ = limiter_;
  std::swap(sound_before_, sound_);
  limiter_.apply(total, sound_);
  for (auto& [profile, shared] : shared_) shared.listeners.clear();
}

void MixOutputs::give(Seat seat, Listener& listener, const Profile& wanted, const Sound* voice, bool chosen) {
  if (!listener.started)
    listener = {.started = true, .profile = wanted, .own = {}, .last_voice = {}, .shares = false};
  else if (listener.profile != wanted && tick_.number % common_border == 0)
    change_profile(listener, wanted);
  if (voice) {
    listener.last_voice = tick_.at;
    if (!listener.own) separate(listener);
  } else if (listener.own && frame_begins(listener.profile, tick_.number) &&
             (!chosen || tick_.at - listener.last_voice > keep_own)) {
    put_back(std::move(listener.own));
  }
  if (listener.own)
    give_own(seat, *listener.own, voice);
  else
    share(seat, listener);
}

void MixOutputs::change_profile(Listener& listener, const Profile& wanted) {
  listener.profile = wanted;
  listener.shares = false;
  if (!listener.own) return;
  auto own = take_spare(wanted.channels);
  own->limiter = listener.own->limiter;
  own->sound = listener.own->sound;
  own->encoder.begin(wanted, own->sound);
  put_back(std::exchange(listener.own, std::move(own)));
}

// Its mix was the total until now, in which it was silent; the new encoder continues from there.
void MixOutputs::separate(Listener& listener) {
  listener.own = take_spare(listener.profile.channels);
  listener.own->limiter = limiter_before_;
  listener.own->sound = sound_before_;
  const auto shared = shared_.find(listener.profile);
  if (listener.shares && shared != shared_.end())
    listener.own->encoder.follow(shared->second.encoder);
  else
    listener.own->encoder.begin(listener.profile, sound_before_);
  listener.shares = false;
}

void MixOutputs::give_own(Seat seat, OwnMix& own, const Sound* voice) {
  if (voice) total_->without(*voice, rest_);
  own.limiter.apply(voice ? rest_ : *total_, own.sound);
  send({&seat, 1}, own.encoder.encode(own.sound, tick_));
}

void MixOutputs::share(Seat seat, Listener& listener) {
  auto shared = shared_.find(listener.profile);
  if (shared == shared_.end()) shared = shared_.try_emplace(listener.profile, listener.profile.channels).first;
  if (!shared->second.ran && shared->second.listeners.empty())
    shared->second.encoder.begin(listener.profile, sound_before_);
  if (!std::exchange(listener.shares, true)) shared->second.encoder.admit();
  shared->second.listeners.push_back(seat);
}

void MixOutputs::end() {
  for (auto& [profile, shared] : shared_) {
    shared.ran = !shared.listeners.empty();
    if (shared.ran) send(shared.listeners, shared.encoder.encode(sound_, tick_));
  }
}

void MixOutputs::release(Listener& listener) {
  if (listener.own) put_back(std::move(listener.own));
  listener = {};
}

void MixOutputs::send(std::span<const Seat> to, const std::optional<media::OpusFrame>& frame) {
  if (!frame) return output_.on_quiet(to, tick_.at);
  ++counters_.encoded;
  output_.on_mixed(to, *frame);
}

std::unique_ptr<OwnMix> MixOutputs::take_spare(int channels) {
  const auto spare = std::find_if(spare_.begin(), spare_.end(),
                                  [channels](const auto& own) { return own->encoder.channels() == channels; });
  if (spare == spare_.end()) return std::make_unique<OwnMix>(channels);
  auto own = std::move(*spare);
  spare_.erase(spare);
  return own;
}

void MixOutputs::put_back(std::unique_ptr<OwnMix> own) {
  if (spare_.size() < spare_most) spare_.push_back(std::move(own));
}

}  // namespace lethe::audio
