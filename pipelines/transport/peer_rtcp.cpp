// SPDX-License-Identifier: AGPL-3.0-or-later
// The RTCP that a peer sends.
#include "pipelines/transport/peer.hpp"

namespace lethe::transport {
namespace {

constexpr auto reports_every = std::chrono::seconds(1);
constexpr auto feedback_every = std::chrono::milliseconds(60);
constexpr auto picture_loss_every = std::chrono::milliseconds(300);
// A sender that is silent has its camera off: asking it again would not help.
constexpr auto sending_within = std::chrono::seconds(2);
constexpr int headroom_kbit = 100;  // audio and retransmissions beside the video rate, in what REMB allows

}  // namespace

RtcpWriter Peer::begin_feedback() {
  RtcpWriter writer{std::span(buffer_).first(buffer_.size() - Srtp::overhead)};
  const auto& section = agreement_.video ? agreement_.video : agreement_.audio;
  if (!section->reduced_rtcp) writer.receiver_report(audio_ssrc_, {});
  return writer;
}

void Peer::send_rtcp(const RtcpWriter& writer) { transport_.send_rtcp(buffer_, writer.packet().size()); }

void Peer::send_nacks(media::Time now) {
  if (video_in_->nacks().empty() || !ready() || !agreement_.video->format.has_feedback("nack")) return;
  const auto due = video_in_->nacks().due(now, round_trip_);
  if (due.empty()) return;
  RtcpWriter writer = begin_feedback();
  writer.nack(audio_ssrc_, video_in_->receiver().ssrc(), due);
  send_rtcp(writer);
  ++share_.tallies.nacks_out;
}

void Peer::send_picture_loss(media::Time now) {
  if (!video_in_ || !ready() || now - picture_loss_at_ < picture_loss_every) return;
  const bool sending = now - video_in_->last_packet() < sending_within;
  if (!key_frame_wanted_ && !(sending && video_in_->wants_key_frame())) return;
  key_frame_wanted_ = false;
  video_in_->key_frame_requested();
  picture_loss_at_ = now;
  RtcpWriter writer = begin_feedback();
  writer.picture_loss(audio_ssrc_, video_in_->receiver().ssrc());
  send_rtcp(writer);
  ++share_.tallies.plis_out;
}

void Peer::send_transport_feedback(media::Time now) {
  if (!arrivals_.pending() || now - feedback_at_ < feedback_every) return;
  feedback_at_ = now;
  std::array<std::uint8_t, 1100> fci;
  while (const std::size_t size = arrivals_.write(fci)) {
    RtcpWriter writer = begin_feedback();
    const std::uint32_t media = video_in_ ? video_in_->receiver().ssrc() : audio_in_ ? audio_in_->receiver().ssrc() : 0;
    writer.transport_feedback(audio_ssrc_, media, View(fci).first(size));
    send_rtcp(writer);
    ++share_.tallies.twcc_out;
  }
}

void Peer::send_reports(media::Time now) {
  if (now - reports_at_ < reports_every) return;
  std::array<ReportBlock, 2> blocks;
  std::size_t count = 0;
  if (audio_in_ && audio_in_->receiver().started()) blocks[count++] = audio_in_->receiver().report(now);
  if (video_in_ && video_in_->receiver().started()) blocks[count++] = video_in_->receiver().report(now);
  std::span<const ReportBlock> rest = std::span(blocks).first(count);
  const auto audio = audio_out_ ? audio_out_->sender().report(now) : std::nullopt;
  const auto video = video_out_ ? video_out_->sender().report(now) : std::nullopt;
  if (!audio && !video && rest.empty() && reports_at_ == media::Time{}) return;  // nothing flows yet
  reports_at_ = now;
  RtcpWriter writer{std::span(buffer_).first(buffer_.size() - Srtp::overhead)};
  if (audio) writer.sender_report(audio_ssrc_, *audio, std::exchange(rest, {}));
  if (video) writer.sender_report(video_ssrc_, *video, std::exchange(rest, {}));
  if (!audio && !video) writer.receiver_report(audio_ssrc_, rest);
  writer.cname(audio ? audio_ssrc_ : video ? video_ssrc_ : audio_ssrc_, cname_);
  if (audio && video) writer.cname(video_ssrc_, cname_);
  if (video_in_ && agreement_.video->format.has_feedback("goog-remb")) {
    const std::array<std::uint32_t, 1> ssrcs{video_in_->receiver().ssrc()};
    writer.bitrate_limit(audio_ssrc_,
                         static_cast<std::uint64_t>(share_.settings.video_bitrate_in + headroom_kbit) * 1000, ssrcs);
  }
  send_rtcp(writer);
}

}  // namespace lethe::transport
