// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/talker.hpp"

#include <algorithm>
#include <utility>

namespace lethe::audio {

namespace {
constexpr int level_faint = 50;                       // a packet left out below this is not missed
constexpr int conceal_most = 5 * tick_samples;        // 100 ms; then silence
constexpr std::int64_t leave_out_pace_faint = 4'800;  // 100 ms between two packets left out
constexpr std::int64_t leave_out_pace_loud = 96'000;  // 2 s
constexpr std::size_t dtx_payload_max = 2;            // bytes
}  // namespace

Talker::Talker(std::shared_ptr<media::LipSync> sync, Counters& counters)
    : sync_(std::move(sync)), counters_(counters) {}

void Talker::push(const media::AudioPacket& packet) {
  const auto samples = packet_duration(packet.payload);
  if (!samples) {
    ++counters_.undecodable;
    return;
  }
  const std::int64_t at = samples_of(packet.at.time_since_epoch());
  if (buffer_.push(packet, at, *samples) == JitterBuffer::Verdict::Late) ++counters_.late;
}

const Samples* Talker::pull(Time at) {
  const std::int64_t now = samples_of(at.time_since_epoch());
  buffer_.set_extra(samples_of(wait_.wait()));
  while (held_ < tick_samples) fill(now + held_);
  std::copy_n(ready_.begin(), tick_samples, out_.begin());
  held_ -= tick_samples;
  std::copy_n(ready_.begin() + tick_samples, held_, ready_.begin());
  counters_.late += buffer_.skipped() - std::exchange(skipped_, buffer_.skipped());

  const bool heard = gate_.open(now);
  if (heard) loudest_ = std::min(loudest_, level_);
  if (std::exchange(published_, false))
    wait_.update(sync_->audio_offset, sync_->video_offset, !heard || level_ > level_faint, at);
  return heard ? &out_ : nullptr;
}

int Talker::take_level() { return std::exchange(loudest_, level_silent); }

void Talker::reset() {
  buffer_.reset();
  decoder_.reset();
  gate_.reset();
  wait_ = {};
  held_ = concealed_ = 0;
  undecoded_count_ = 0;
  level_ = loudest_ = level_silent;
  splicing_ = pausing_ = published_ = false;
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
  const bool silent = packet.level.value_or(0) > level_audible;  // who does not tell is decoded
  const bool louder_ahead = buffer_.louder_ahead(level_audible);
  if (silent && !gate_.open(at) && !louder_ahead) return skip(packet, step.samples);
  warm_up();
  const auto samples = room(step.samples);
  if (decoder_.decode(packet.payload, samples)) {
    ++counters_.decoded;
  } else {
    ++counters_.undecodable;
    decoder_.conceal(samples);
  }
  level_ = level_of(samples);
  gate_.hear(level_, at);
  if (!leave_out(step, level_, at)) append(samples);
}

// Plays later than needed: shortens the delay by this packet, soon when it is faint, seldom when somebody talks.
bool Talker::leave_out(const JitterBuffer::Step& step, int level, std::int64_t at) {
  if (step.excess == 0 || splicing_) return false;
  if (at - last_left_out_ < (level > level_faint ? leave_out_pace_faint : leave_out_pace_loud)) return false;
  last_left_out_ = at;
  splicing_ = true;
  const auto samples = room(step.samples);
  left_out_.fill(0);
  std::copy_n(samples.begin(), std::min(samples.size(), left_out_.size()), left_out_.begin());
  return true;
}

void Talker::skip(const media::AudioPacket& packet, int samples) {
  undecoded_[undecoded_count_++ % undecoded_.size()].assign(packet.payload.begin(), packet.payload.end());
  level_ = level_silent;
  const auto silence = room(samples);
  std::fill(silence.begin(), silence.end(), std::int16_t{0});
  append(silence);
}

void Talker::warm_up() {
  if (undecoded_count_ == 0) return;
  decoder_.reset();
  const std::size_t kept = undecoded_.size();
  for (std::size_t i = undecoded_count_ < kept ? 0 : undecoded_count_ - kept; i < undecoded_count_; ++i)
    if (const auto samples = packet_duration(undecoded_[i % kept]))
      decoder_.decode(undecoded_[i % kept], room(*samples));
  undecoded_count_ = 0;
}

void Talker::lose(const JitterBuffer::Step& step, std::int64_t at) {
  const auto samples = room(step.samples);
  if (!gate_.open(at) && undecoded_count_ > 0) {
    std::fill(samples.begin(), samples.end(), std::int16_t{0});
  } else if (step.following && carries_copy(step.following->payload) &&
             decoder_.recover(step.following->payload, samples)) {
    ++counters_.recovered;
  } else {
    decoder_.conceal(samples);
    ++counters_.concealed;
  }
  append(samples);
}

void Talker::hold(std::int64_t at) {
  const auto samples = room(tick_samples - held_);
  if (gate_.open(at) && concealed_ < conceal_most) {
    decoder_.conceal(samples);
    if (!pausing_) ++counters_.concealed;
    concealed_ += static_cast<int>(samples.size());
    if (concealed_ >= conceal_most)  // what follows is silence
      for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = static_cast<std::int16_t>(samples[i] * static_cast<int>(samples.size() - i) /
                                               static_cast<int>(samples.size()));
  } else {
    std::fill(samples.begin(), samples.end(), std::int16_t{0});
  }
  append(samples);
}

void Talker::publish(const media::AudioPacket& packet, std::int64_t at) {
  if (!sync_ || !packet.sender_time) return;
  sync_->audio_offset = (nanoseconds_of(at) - *packet.sender_time).count();
  published_ = true;
}

std::span<std::int16_t> Talker::room(int samples) { return {ready_.data() + held_, static_cast<std::size_t>(samples)}; }

void Talker::append(std::span<std::int16_t> samples) {
  if (std::exchange(splicing_, false)) {
    const int length = static_cast<int>(std::min(samples.size(), splice));
    for (int i = 0; i < length; ++i) {
      const auto at = static_cast<std::size_t>(i);
      samples[at] = static_cast<std::int16_t>((left_out_[at] * (length - i) + samples[at] * i) / length);
    }
  }
  held_ += static_cast<int>(samples.size());
}

}  // namespace lethe::audio
