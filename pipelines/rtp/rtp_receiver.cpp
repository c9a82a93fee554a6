// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/rtp_receiver.hpp"

#include <algorithm>
#include <cmath>

namespace lethe::transport {

std::optional<std::int64_t> RtpReceiver::receive(std::uint16_t sequence, std::uint32_t timestamp, media::Time at,
                                                 bool repaired) {
  if (!started_) {
    started_ = true;
    // Away from zero, so that packets before the first one have positive numbers, too.
    first_ = highest_ = 0x10000 + sequence;
    seen_.reset();
  }
  const std::int64_t extended =
      highest_ + static_cast<std::int16_t>(static_cast<std::uint16_t>(sequence - static_cast<std::uint16_t>(highest_)));
  if (extended <= highest_ - window || extended < first_ - window) return std::nullopt;
  const auto slot = static_cast<std::size_t>(extended % window);
  if (extended > highest_) {
    for (std::int64_t i = std::max(highest_ + 1, extended - window); i < extended; ++i)
      seen_.reset(static_cast<std::size_t>(i % window));
    highest_ = extended;
  } else if (seen_.test(slot)) {
    return std::nullopt;
  }
  seen_.set(slot);
  first_ = std::min(first_, extended);
  ++received_;
  if (!repaired) {  // RFC 3550, 6.4.1
    const double seconds = std::chrono::duration<double>(at.time_since_epoch()).count();
    const auto arrival = static_cast<std::int64_t>(seconds * clock_rate_);
    const auto transit = static_cast<std::int64_t>(static_cast<std::uint32_t>(arrival) - timestamp);
    if (transit_) {
      const auto change = static_cast<std::int32_t>(static_cast<std::uint32_t>(transit - *transit_));
      jitter_ += (std::abs(static_cast<double>(change)) - jitter_) / 16;
    }
    transit_ = transit;
  }
  return extended;
}

void RtpReceiver::note_sender_report(std::uint64_t ntp, media::Time at) {
  last_report_ = static_cast<std::uint32_t>(ntp >> 16);
  last_report_at_ = at;
}

ReportBlock RtpReceiver::report(media::Time now) {
  ReportBlock block;
  block.ssrc = ssrc_;
  const std::int64_t expected = started_ ? highest_ - first_ + 1 : 0;
  block.lost = static_cast<std::int32_t>(std::clamp<std::int64_t>(expected - received_, -0x800000, 0x7fffff));
  const std::int64_t expected_now = expected - expected_before_,
                     lost_now = expected_now - (received_ - received_before_);
  if (expected_now > 0 && lost_now > 0)
    block.fraction_lost = static_cast<std::uint8_t>(std::min<std::int64_t>(255, lost_now * 256 / expected_now));
  expected_before_ = expected;
  received_before_ = received_;
  block.highest_sequence = static_cast<std::uint32_t>(highest_ - 0x10000);
  block.jitter = static_cast<std::uint32_t>(jitter_);
  if (last_report_at_ != media::Time{}) {
    block.last_report = last_report_;
    block.since_last_report =
        static_cast<std::uint32_t>(std::chrono::duration<double>(now - last_report_at_).count() * 65536);
  }
  return block;
}

}  // namespace lethe::transport
