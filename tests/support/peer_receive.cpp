// SPDX-License-Identifier: AGPL-3.0-or-later
// How a test peer processes what it receives, and the RTCP it sends.
#include "tests/support/peer_session.hpp"

namespace lethe::test {
namespace {

using namespace transport;

constexpr auto reports_every = std::chrono::milliseconds(500);
constexpr auto feedback_every = std::chrono::milliseconds(50);
constexpr auto key_frame_every = std::chrono::milliseconds(500);

}  // namespace

void PeerSession::on_rtp(View bytes) {
  const media::Time now = media::Clock::now();
  const auto packet = parse_rtp(bytes);
  if (!packet) return;
  const bool video = packet->payload_type == video_type_, rtx = packet->payload_type == rtx_type_;
  if (const auto sequence = packet->extension(offered::transport_cc_id); sequence && sequence->size() == 2)
    arrivals_.arrived(ByteReader(*sequence).u16(), now);
  if (options_.lose_incoming && options_.lose_incoming(incoming_[video || rtx]++, video || rtx)) {
    ++stats_.lost_on_purpose;
    return;
  }
  if (packet->payload_type == offered::opus)
    on_audio(*packet, now);
  else if (video || rtx)
    on_video(*packet, now, rtx);
}

void PeerSession::on_audio(const RtpPacket& packet, media::Time now) {
  if (!audio_in_ || packet.ssrc != their_audio_) return;
  if (!audio_in_->receiver().receive(packet.sequence, packet.timestamp, now)) {
    ++stats_.audio_duplicates;
    return;
  }
  ++stats_.audio_in;
  if (callbacks_.on_audio)
    callbacks_.on_audio({packet.sequence, packet.timestamp, {packet.payload.begin(), packet.payload.end()}, now});
}

void PeerSession::on_video(const RtpPacket& packet, media::Time now, bool rtx) {
  if (!video_in_) return;
  if (rtx) return video_in_->receive_rtx(packet, now);
  if (packet.ssrc != their_video_) return;
  ++stats_.video_packets_in;
  const std::int64_t sequence = sequences_.extended(packet.sequence);
  if (last_sequence_ && sequence > *last_sequence_ + 1) stats_.video_gap = true;
  last_sequence_ = std::max(sequence, last_sequence_.value_or(sequence));
  stats_.last_video_sequence = static_cast<std::uint16_t>(*last_sequence_);
  video_in_->receive(packet, now);
  send_feedback(now);
}

void PeerSession::tick(media::Time now) {
  transport_.tick(now);
  if (!transport_.ready()) return;
  if (video_in_) video_in_->advance(now);
  send_feedback(now);
  send_reports(now);
}

void PeerSession::send_feedback(media::Time now) {
  RtcpWriter writer{std::span(buffer_).first(1400)};
  if (video_in_ && !video_in_->nacks().empty()) {
    if (const auto due = video_in_->nacks().due(now, std::chrono::milliseconds(20)); !due.empty()) {
      writer.nack(sources_.audio, their_video_, due);
      ++stats_.nacks_out;
    }
  }
  if (video_in_ && video_in_->receiver().started() && video_in_->wants_key_frame() &&
      now - key_frame_at_ >= key_frame_every) {
    key_frame_at_ = now;
    video_in_->key_frame_requested();
    writer.picture_loss(sources_.audio, their_video_);
  }
  if (arrivals_.pending() && now - feedback_at_ >= feedback_every) {
    feedback_at_ = now;
    std::array<std::uint8_t, 900> fci;
    if (const std::size_t size = arrivals_.write(fci); size > 0) {
      writer.transport_feedback(sources_.audio, their_video_, View(fci).first(size));
      ++stats_.feedback_out;
    }
  }
  if (!writer.packet().empty()) send_control(writer);
}

void PeerSession::send_reports(media::Time now) {
  if (now - reports_at_ < reports_every) return;
  reports_at_ = now;
  std::vector<ReportBlock> blocks;
  if (audio_in_ && audio_in_->receiver().started()) blocks.push_back(audio_in_->receiver().report(now));
  if (video_in_ && video_in_->receiver().started()) blocks.push_back(video_in_->receiver().report(now));
  std::span<const ReportBlock> rest = blocks;
  RtcpWriter writer{std::span(buffer_).first(1400)};
  const auto audio = audio_out_ ? audio_out_->report(now) : std::nullopt;
  const auto video = camera_.out ? camera_.out->sender().report(now) : std::nullopt;
  const auto screen = screen_.out ? screen_.out->sender().report(now) : std::nullopt;
  if (audio) writer.sender_report(sources_.audio, *audio, std::exchange(rest, {}));
  if (video) writer.sender_report(sources_.video, *video, std::exchange(rest, {}));
  if (screen) writer.sender_report(sources_.screen, *screen, std::exchange(rest, {}));
  if (!audio && !video && !screen) writer.receiver_report(sources_.audio, rest);
  writer.cname(sources_.audio, "peer");
  send_control(writer);
}

void PeerSession::on_sender_info(std::uint32_t ssrc, const SenderInfo& info) {
  ++stats_.reports_in;
  const media::Time now = media::Clock::now();
  const bool video = ssrc == their_video_;
  if (video && video_in_) video_in_->note_sender_info(info, now);
  if (!video && audio_in_) audio_in_->note_sender_info(info, now);
  if (callbacks_.on_report) callbacks_.on_report({video, info.ntp, info.rtp_timestamp});
}

void PeerSession::on_report_block(const ReportBlock&) { ++stats_.report_blocks_in; }

void PeerSession::on_nack(std::uint32_t media_ssrc, std::span<const std::uint16_t> sequences) {
  ++stats_.nacks_in;
  Pictures& pictures = media_ssrc == sources_.screen ? screen_ : camera_;
  if (!pictures.out || media_ssrc != pictures.out->sender().settings().ssrc) return;
  sending_video_ = true;
  pictures.out->resend(sequences, pictures.history, outlet_, media::Clock::now());
}

void PeerSession::on_key_frame_request(std::uint32_t media_ssrc) {
  if (media_ssrc == sources_.screen) {
    ++stats_.screen_plis_in;
    return;
  }
  ++stats_.plis_in;
  if (callbacks_.on_key_frame_wanted) callbacks_.on_key_frame_wanted();
}

void PeerSession::on_bye(std::uint32_t) { ++stats_.byes_in; }
void PeerSession::on_bitrate_limit(std::uint64_t bits_per_second) {
  stats_.bitrate_limit = bits_per_second;
  if (callbacks_.on_bitrate_limit) callbacks_.on_bitrate_limit(bits_per_second);
}

void PeerSession::on_transport_feedback(View packet) {
  std::vector<PacketArrival> arrivals;
  if (!parse_transport_feedback(packet, arrivals)) return;
  ++stats_.feedback_in;
  for (const PacketArrival& one : arrivals) stats_.feedback_arrivals += one.received ? 1 : 0;
}

}  // namespace lethe::test
