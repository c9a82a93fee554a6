// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/feedback.hpp"

#include <algorithm>
#include <array>

#include "pipelines/rtp/rtcp.hpp"

namespace lethe::transport {
namespace {

constexpr std::int64_t tick_us = 250, reference_ticks = 64'000 / tick_us;
constexpr std::size_t statuses_most = 700;  // most statuses kept and told in one packet
enum Symbol : std::uint8_t { missing = 0, small_delta = 1, large_delta = 2 };

// Run length chunks for seven or more equal symbols, else vectors of seven two-bit symbols.
void write_chunks(ByteWriter& out, std::span<const std::uint8_t> symbols) {
  for (std::size_t i = 0; i < symbols.size();) {
    std::size_t run = 1;
    while (i + run < symbols.size() && symbols[i + run] == symbols[i]) ++run;
    if (run >= 7) {
      out.u16(static_cast<std::uint64_t>(symbols[i]) << 13 | run);
      i += run;
      continue;
    }
    std::uint32_t chunk = 0xC000;
    for (std::size_t k = 0; k < 7 && i + k < symbols.size(); ++k)
      chunk |= static_cast<std::uint32_t>(symbols[i + k]) << (12 - 2 * k);
    out.u16(chunk);
    i += std::min<std::size_t>(7, symbols.size() - i);
  }
}

}  // namespace

void TransportFeedback::arrived(std::uint16_t sequence, media::Time at) {
  if (epoch_ == media::Time{}) epoch_ = at - std::chrono::seconds(1);
  const std::int64_t ticks = std::chrono::duration_cast<std::chrono::microseconds>(at - epoch_).count() / tick_us;
  const std::int64_t extended = unwrapper_.extended(sequence);
  if (arrivals_.empty() && (count_ == 0 || extended > base_ + static_cast<std::int64_t>(statuses_most)))
    base_ = extended;
  if (extended < base_) return;  // told already
  const auto index = static_cast<std::size_t>(extended - base_);
  if (index >= statuses_most) {  // more than a packet's worth is missing: start over
    arrivals_.clear();
    base_ = extended;
    arrivals_.push_back(ticks);
    return;
  }
  if (index >= arrivals_.size()) arrivals_.resize(index + 1, lost);
  if (arrivals_[index] == lost) arrivals_[index] = ticks;
}

std::size_t TransportFeedback::write(std::span<std::uint8_t> buffer) {
  const auto first = std::find_if(arrivals_.begin(), arrivals_.end(), [](std::int64_t t) { return t != lost; });
  if (first == arrivals_.end()) return 0;
  const std::int64_t reference = *first / reference_ticks;
  std::int64_t previous = reference * reference_ticks;
  std::array<std::uint8_t, statuses_most> symbols{};
  std::array<std::int16_t, statuses_most> deltas{};
  std::size_t count = 0, delta_count = 0;
  // Deltas take two bytes at most and chunks two for seven symbols at most; a delta out of range ends the packet.
  std::size_t used = 8;
  for (const std::int64_t at : arrivals_) {
    if (count == statuses_most || used + 6 > buffer.size()) break;
    if (at == lost) {
      symbols[count++] = missing;
    } else {
      const std::int64_t delta = at - previous;
      if (delta < -0x8000 || delta > 0x7fff) break;
      symbols[count++] = delta >= 0 && delta <= 0xff ? small_delta : large_delta;
      deltas[delta_count++] = static_cast<std::int16_t>(delta);
      previous = at;
      used += 2;
    }
    if (count % 7 == 1) used += 2;
  }
  ByteWriter out(buffer);
  out.u16(static_cast<std::uint64_t>(base_));
  out.u16(count);
  out.u24(static_cast<std::uint64_t>(reference));
  out.u8(count_++);
  write_chunks(out, std::span(symbols).first(count));
  for (std::size_t i = 0, d = 0; i < count; ++i) {
    if (symbols[i] == small_delta) out.u8(static_cast<std::uint64_t>(deltas[d++]));
    if (symbols[i] == large_delta) out.u16(static_cast<std::uint16_t>(deltas[d++]));
  }
  base_ += static_cast<std::int64_t>(count);
  arrivals_.erase(arrivals_.begin(), arrivals_.begin() + static_cast<long>(count));
  return out.failed() ? 0 : out.size();
}

bool parse_transport_feedback(View fci, std::vector<PacketArrival>& arrivals) {
  arrivals.clear();
  ByteReader in(fci);
  const std::uint16_t base = in.u16();
  const std::size_t count = in.u16();
  const std::uint32_t raw = in.u24();
  in.u8();  // feedback packet count
  std::int64_t at = static_cast<std::int64_t>(static_cast<std::int32_t>(raw << 8) >> 8) * 64'000;
  std::vector<std::uint8_t> symbols;
  while (symbols.size() < count && !in.failed()) {
    const std::uint32_t chunk = in.u16();
    if ((chunk & 0x8000) == 0) {
      symbols.insert(symbols.end(), std::min<std::size_t>(chunk & 0x1fff, count - symbols.size()), chunk >> 13 & 3);
    } else if ((chunk & 0x4000) == 0) {
      for (unsigned bit = 14; bit-- > 0 && symbols.size() < count;)
        symbols.push_back(static_cast<std::uint8_t>(chunk >> bit & 1));
    } else {
      for (unsigned bit = 14; bit > 0 && symbols.size() < count; bit -= 2)
        symbols.push_back(static_cast<std::uint8_t>(chunk >> (bit - 2) & 3));
    }
    if ((chunk & 0x9fff) == 0) return false;  // an empty run would never end
  }
  for (std::size_t i = 0; i < symbols.size() && !in.failed(); ++i) {
    PacketArrival one{static_cast<std::uint16_t>(base + i), symbols[i] == small_delta || symbols[i] == large_delta, 0};
    if (symbols[i] == small_delta) at += in.u8() * tick_us;
    if (symbols[i] == large_delta) at += static_cast<std::int16_t>(in.u16()) * tick_us;
    if (one.received) one.arrival_us = at;
    arrivals.push_back(one);
  }
  if (in.failed()) arrivals.clear();
  return !in.failed();
}

}  // namespace lethe::transport
