// SPDX-License-Identifier: AGPL-3.0-or-later
// What RFC 3550 requires a receiver to know about one SSRC: extended sequence numbers, loss, jitter; and which packets
// were already seen. Owned by an ingress; network thread; time is given.
#pragma once

#include <bitset>
#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/rtp/rtcp.hpp"

namespace lethe::transport {

class RtpReceiver {
 public:
  RtpReceiver(std::uint32_t ssrc, int clock_rate) : ssrc_(ssrc), clock_rate_(clock_rate) {}

  std::uint32_t ssrc() const { return ssrc_; }
  bool started() const { return started_; }
  std::int64_t highest() const { return highest_; }
  // Extended sequence number; empty for a duplicate or a packet that is too old. `repaired`: it came as a
  // retransmission, so its arrival says nothing about jitter.
  std::optional<std::int64_t> receive(std::uint16_t sequence, std::uint32_t timestamp, media::Time at,
                                      bool repaired = false);
  void note_sender_report(std::uint64_t ntp, media::Time at);
  ReportBlock report(media::Time now);  // RFC 3550, A.3; starts the next interval

 private:
  static constexpr std::int64_t window = 1024;

  std::uint32_t ssrc_;
  int clock_rate_;
  bool started_ = false;
  std::int64_t first_ = 0, highest_ = 0;
  std::int64_t received_ = 0, received_before_ = 0, expected_before_ = 0;
  std::bitset<window> seen_;
  double jitter_ = 0;
  std::optional<std::int64_t> transit_;
  std::uint32_t last_report_ = 0;
  media::Time last_report_at_{};
};

}  // namespace lethe::transport
