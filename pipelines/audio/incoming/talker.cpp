// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/talker.hpp"

#include <algorithm>
#include <utility>

namespace lethe::audio {

namespace {
constexpr int level_faint = 50;                       // packets below this level are not missed
constexpr int conceal_most = 5 * tick_samples;        // 100 ms; then silence
constexpr std::int64_t leave_out_pace_faint = 4'800;  // 100 ms between two packets left out
constexpr std::int64_t leave_out_pace_loud = 96'000;  // 2 s
constexpr std::size_t dtx_payload_max = 2;            // bytes
constexpr std::size_t ready_most = tick_samples + packet_samples_max;
}  // namespace

Talker::Talker(std::shared_ptr<media::LipSync> sync, Counters& counters)
    : sync_(std::move(sync)), counters_(counters), ready_(ready_most) {}

void Talker::push(const media::AudioPacket& packet) {
  const auto samples = packet_duration(packet.payload);
  if (!samples) {
    ++counters_.undecodable;
    return;
  }
  const std::int64_t at = samples_of(packet.at.time_since_epoch());
  if (buffer_.push(packet, at, *samples) == JitterBuffer::Verdict::Late) ++counters_.late;
}

const Sound* Talker::pull(Time at, bool chosen) {
  const std::int64_t now = samples_of(at.time_since_epoch());
  buffer_.set_extra(samples_of(wait_.wait()));
  if (!sounding_) fade_.set(chosen);
  chosen_ = chosen || fade_.in();
  while (held_ < tick_samples) fill(now + held_);
  counters_.late += buffer_.skipped() - std::exchange(skipped_, buffer_.skipped());

  sounding_ = gate_.open(now);
  if (sounding_) loudest_ = std::min(loudest_, level_);
  if (std::exchange(published_, false))
    wait_.update(sync_->audio_offset, sync_->video_offset, !sounding_ || level_ > level_faint, at);
  const auto tick = std::span(ready_).first(tick_samples * channels_);
  const bool heard = sounding_ && fade_.apply(tick, channels_, chosen);
  if (heard) hand_out();
  held_ -= tick_samples;
  std::copy_n(ready_.begin() + tick.size(), static_cast<std::size_t>(held_) * channels_, ready_.begin());
  return heard ? &out_ : nullptr;
}

void Talker::hand_out() {
  out_.stereo = channels_ == 2;
  if (!out_.stereo) {
    std::copy_n(ready_.begin(), tick_samples, out_.left.begin());
    return;
  }
  for (std::size_t i = 0; i < out_.left.size(); ++i) {
    out_.left[i] = ready_[2 * i];
    out_.right[i] = ready_[2 * i + 1];
  }
}

// While the decoder runs, its output counts; before that, the headers must be believed.
bool Talker::audible(Time at) const {
  return gate_.open(samples_of(at.time_since_epoch())) || (!up_to_date() && buffer_.louder_ahead(level_audible));
}

int Talker::take_level() { return std::exchange(loudest_, level_silent); }

void Talker::set_channels(int channels) {
  if (channels_ == static_cast<std::size_t>(channels)) return;
  const auto held = static_cast<std::size_t>(held_);
  if (channels == 2) {
    ready_.resize(2 * ready_most);
    for (std::size_t i = held; i-- > 0;) ready_[2 * i] = ready_[2 * i + 1] = ready_[i];
  } else {
    for (std::size_t i = 0; i < held; ++i)
      ready_[i] = static_cast<std::int16_t>((ready_[2 * i] + ready_[2 * i + 1]) / 2);
  }
  channels_ = static_cast<std::size_t>(channels);
  splicing_ = false;
  if (!decoder_) return;
  decoder_ = std::make_unique<Decoder>(channels);
  behind_ = history_.size();
}

void Talker::reset() {
  buffer_.reset();
  if (decoder_) decoder_->reset();
  gate_.reset();
  loudness_.reset();
  fade_.set(false);
  wait_ = {};
  held_ = concealed_ = 0;
  played_ = behind_ = 0;
  level_ = loudest_ = level_silent;
  sounding_ = splicing_ = pausing_ = published_ = false;
  if (sync_) sync_->audio_offset = media::LipSync::unknown;
}

void Talker::fill(std::int64_t at) {
  const JitterBuffer::Step step = buffer_.next(at);
  switch (step.kind) {
    case JitterBuffer::Kind::Play:
      return play(step, at);
    case JitterBuffer::Kind::Lost:
      return lose(step, at);
    case JitterBuffer::Kind::Hold:
      return hold(at);
  }
}

void Talker::play(const JitterBuffer::Step& step, std::int64_t at) {
  const media::AudioPacket& packet = *step.packet;
  publish(packet, at);
  concealed_ = 0;
  pausing_ = packet.payload.size() <= dtx_payload_max;
  if (!wanted(packet, at)) {
    remember(packet);
    ++behind_;
    return skip(*packet.level, step.samples, at);
  }
  const bool amid_sound = behind_ > 0 && gate_.open(at);
  warm_up();
  const auto samples = room(step.samples);
  decode(packet, samples);
  remember(packet);
  note_level(level_of(samples), step.samples, at);
  if (amid_sound) ramp(samples, channels_, 0, 1);
  if (!leave_out(step, level_, at)) append(samples);
}

bool Talker::wanted(const media::AudioPacket& packet, std::int64_t at) const {
  if (!packet.level) return true;
  return chosen_ && (*packet.level <= level_audible || gate_.open(at) || buffer_.louder_ahead(level_audible));
}

void Talker::decode(const media::AudioPacket& packet, std::span<std::int16_t> samples) {
  if (decoder_->decode(packet.payload, samples)) {
    ++counters_.decoded;
  } else {
    ++counters_.undecodable;
    decoder_->conceal(samples);
  }
}

void Talker::note_level(int level, int samples, std::int64_t at) {
  level_ = level;
  gate_.hear(level, at);
  loudness_.hear(level, samples);
}

// Plays later than necessary: shortens the delay by this packet, soon if it is faint, seldom while somebody talks.
bool Talker::leave_out(const JitterBuffer::Step& step, int level, std::int64_t at) {
  if (step.excess == 0 || splicing_) return false;
  if (at - last_left_out_ < (level > level_faint ? leave_out_pace_faint : leave_out_pace_loud)) return false;
  last_left_out_ = at;
  splicing_ = true;
  const auto samples = room(step.samples);
  left_out_.fill(0);
  std::copy_n(samples.begin(), std::min(samples.size(), splice * channels_), left_out_.begin());
  return true;
}

void Talker::skip(int level, int samples, std::int64_t at) {
  note_level(level, samples, at);
  const auto silence = room(samples);
  std::fill(silence.begin(), silence.end(), std::int16_t{0});
  append(silence);
}

void Talker::remember(const media::AudioPacket& packet) {
  copy_payload(packet.payload, history_[played_++ % history_.size()]);
}

void Talker::warm_up() {
  if (!decoder_) decoder_ = std::make_unique<Decoder>(static_cast<int>(channels_));
  const std::size_t missed = std::min({std::exchange(behind_, 0), history_.size(), played_});
  if (missed == 0) return;
  decoder_->reset();
  for (std::size_t i = played_ - missed; i < played_; ++i) {
    const auto& payload = history_[i % history_.size()];
    if (const auto samples = packet_duration(payload)) decoder_->decode(payload, room(*samples));
  }
}

void Talker::lose(const JitterBuffer::Step& step, std::int64_t at) {
  const auto samples = room(step.samples);
  if (!up_to_date() || !chosen_) {
    std::fill(samples.begin(), samples.end(), std::int16_t{0});
    if (!gate_.open(at)) loudness_.hear(level_silent, step.samples);
  } else if (step.following && carries_copy(step.following->payload) &&
             decoder_->recover(step.following->payload, samples)) {
    ++counters_.recovered;
  } else {
    decoder_->conceal(samples);
    ++counters_.concealed;
  }
  append(samples);
}

void Talker::hold(std::int64_t at) {
  const auto samples = room(tick_samples - held_);
  // While the gate is open, the decoder's comfort noise fills a sender's pause. The sender confirms by a packet every
  // 400 ms that the noise continues.
  if (gate_.open(at) && up_to_date() && (pausing_ || concealed_ < conceal_most)) {
    decoder_->conceal(samples);
    if (!pausing_) ++counters_.concealed;
    concealed_ += tick_samples - held_;
    if (!pausing_ && concealed_ >= conceal_most) ramp(samples, channels_, 1, 0);  // silence follows
  } else {
    loudness_.hear(level_silent, tick_samples - held_);
    std::fill(samples.begin(), samples.end(), std::int16_t{0});
  }
  append(samples);
}

void Talker::publish(const media::AudioPacket& packet, std::int64_t at) {
  if (!sync_ || !packet.sender_time) return;
  sync_->audio_offset = (nanoseconds_of(at) - *packet.sender_time).count();
  published_ = true;
}

std::span<std::int16_t> Talker::room(int samples) {
  return std::span(ready_).subspan(static_cast<std::size_t>(held_) * channels_,
                                   static_cast<std::size_t>(samples) * channels_);
}

void Talker::append(std::span<std::int16_t> samples) {
  const std::size_t count = samples.size() / channels_;
  if (std::exchange(splicing_, false)) {
    const std::size_t length = std::min(count, splice);
    for (std::size_t i = 0; i < length * channels_; ++i) {
      const int late = static_cast<int>(i / channels_), all = static_cast<int>(length);
      samples[i] = static_cast<std::int16_t>((left_out_[i] * (all - late) + samples[i] * late) / all);
    }
  }
  held_ += static_cast<int>(count);
}

}  // namespace lethe::audio
