// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/incoming/jitter_buffer.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "pipelines/audio/incoming/format.hpp"

namespace lethe::audio {

namespace {
constexpr std::int64_t sequence_jump = 1000;   // larger: another stream (RFC 3550, appendix A.1 has 3000 and 100)
constexpr std::int64_t transit_jump = 48'000;  // 1 s: a different sender clock or path
constexpr std::int64_t tolerance = 480;        // half a tick: smaller deviations are ignored
constexpr std::int64_t pause_least = 5760;     // a longer hole in media time than the lost packets' own is a pause
}  // namespace

JitterBuffer::Verdict JitterBuffer::push(const media::AudioPacket& packet, std::int64_t at, int samples) {
  const bool restarted = any_ && restarts(packet, at);
  if (restarted) restart();
  const std::int64_t sequence = packet.sequence;
  const std::int64_t media =
      any_ ? last_media_ + static_cast<std::int32_t>(packet.rtp_timestamp - last_timestamp_) : packet.rtp_timestamp;
  auto& seen = seen_[static_cast<std::size_t>(sequence & (2 * slots - 1))];
  if (any_ && seen == sequence + 1) return Verdict::Duplicate;
  seen = sequence + 1;
  delay_.arrived(at, media);
  if (!any_) next_sequence_ = newest_ = sequence;
  if (!started_ && newest_ - sequence < slots) next_sequence_ = std::min(next_sequence_, sequence);
  if (sequence < next_sequence_) return Verdict::Late;
  if (sequence >= newest_) {
    newest_ = sequence;
    last_media_ = media;
    last_timestamp_ = packet.rtp_timestamp;
  }
  any_ = true;
  while (newest_ - next_sequence_ >= slots) {  // the oldest make room
    Slot& oldest = slot(next_sequence_++);
    if (std::exchange(oldest.full, false)) --held_, ++skipped_;
    playing_ = false;
  }
  Slot& taken = slot(sequence);
  taken.packet = packet;
  copy_payload(packet.payload, taken.payload);
  taken.packet.payload = taken.payload;
  taken.media = media;
  taken.samples = samples;
  taken.full = true;
  ++held_;
  return restarted ? Verdict::Restarted : Verdict::Taken;
}

bool JitterBuffer::restarts(const media::AudioPacket& packet, std::int64_t at) const {
  if (std::abs(packet.sequence - newest_) > sequence_jump) return true;
  const std::int64_t media = last_media_ + static_cast<std::int32_t>(packet.rtp_timestamp - last_timestamp_);
  return std::abs(at - media - delay_.base()) > transit_jump;
}

void JitterBuffer::restart() {
  for (Slot& s : slots_) s.full = false;
  seen_.fill(0);
  delay_ = {};
  any_ = started_ = playing_ = false;
  held_ = 0;
}

void JitterBuffer::reset() {
  restart();
  extra_ = 0;
  last_samples_ = 960;
}

const JitterBuffer::Slot* JitterBuffer::first() const {
  if (held_ == 0) return nullptr;
  for (std::int64_t s = next_sequence_; s <= newest_; ++s) {
    const Slot& candidate = slots_[static_cast<std::size_t>(s & (slots - 1))];
    if (candidate.full) return &candidate;
  }
  return nullptr;
}

bool JitterBuffer::louder_ahead(int level) const {
  int left = held_;
  for (std::int64_t s = next_sequence_; left > 0 && s <= newest_; ++s) {
    const Slot& held = slots_[static_cast<std::size_t>(s & (slots - 1))];
    if (!held.full) continue;
    if (held.packet.level.value_or(0) <= level) return true;
    --left;
  }
  return false;
}

// After a stall of the path, a burst may hold more than anybody should wait for: the oldest is dropped.
void JitterBuffer::drop_surplus() {
  for (const Slot* head = first(); head && last_media_ - head->media > span_most; head = first()) {
    next_sequence_ = head->packet.sequence + 1;
    slot(head->packet.sequence).full = false;
    --held_;
    ++skipped_;
    playing_ = false;
  }
}

JitterBuffer::Step JitterBuffer::next(std::int64_t at) {
  drop_surplus();
  const Slot* head = first();
  if (!head) {
    playing_ = false;
    return {};
  }
  const std::int64_t due = at - delay_.offset() - extra_;  // the media position to play now
  if (playing_ && head->packet.sequence != next_sequence_ && head->media > position_) {
    const Step lost = lose(*head);
    if (lost.kind == Kind::Lost) return lost;
  }
  // A pause of the sender, or wrong timestamps: restart where the packet says.
  if (head->media != position_) playing_ = false;
  if (!playing_ && head->media > due) return {};
  if (playing_ && due - position_ < -tolerance) return {};
  started_ = playing_ = true;
  Slot& taken = slot(head->packet.sequence);
  taken.full = false;
  --held_;
  next_sequence_ = taken.packet.sequence + 1;
  position_ = taken.media + taken.samples;
  last_samples_ = taken.samples;
  const Slot* after = first();
  const std::int64_t late = due - taken.media - taken.samples;  // if this packet were left out
  return {Kind::Play, &taken.packet, nullptr, taken.samples, after && late > tolerance ? late : 0};
}

JitterBuffer::Step JitterBuffer::lose(const Slot& head) {
  const std::int64_t missing = head.packet.sequence - next_sequence_;
  const std::int64_t hole = head.media - position_;
  if (hole > missing * last_samples_ + pause_least) return {};
  const std::int64_t each = std::min<std::int64_t>(hole / missing / 120 * 120, 5760);
  if (each == 0) return {};
  ++next_sequence_;
  position_ = missing == 1 ? head.media : position_ + each;
  return {Kind::Lost, nullptr, missing == 1 ? &head.packet : nullptr, static_cast<int>(each), 0};
}

}  // namespace lethe::audio
