// SPDX-License-Identifier: AGPL-3.0-or-later
// The internals of a test peer. Loop thread only.
#pragma once

#include "pipelines/rtp/feedback.hpp"
#include "pipelines/secure/secure_transport.hpp"
#include "pipelines/transport/egress.hpp"
#include "pipelines/transport/ingress.hpp"
#include "tests/support/peer_offer.hpp"

namespace lethe::test {

class PeerSession : private transport::RtcpHandler {
 public:
  PeerSession(PeerLoop& loop, PeerOptions options, PeerCallbacks callbacks);

  std::string offer();
  std::string next_offer(bool screen, bool restart);
  void answer(std::string_view sdp);
  std::string restart_offer();
  void restart_answer(std::string_view fragment);
  void close();
  void tick(media::Time now);

  void send_audio(std::uint32_t rtp_timestamp, const media::Bytes& payload, int level);
  void send_video(const media::EncodedFrame& frame);
  void send_screen(const media::EncodedFrame& frame);
  void request_key_frame();
  enum class Raw { Rtp, Rtcp, Plain };
  void send_raw(const media::Bytes& bytes, Raw how);
  PeerStats stats() const;

 private:
  using View = transport::View;
  void on_sender_info(std::uint32_t ssrc, const transport::SenderInfo& info) override;
  void on_report_block(const transport::ReportBlock& block) override;
  void on_nack(std::uint32_t media_ssrc, std::span<const std::uint16_t> sequences) override;
  void on_key_frame_request(std::uint32_t media_ssrc) override;
  void on_bye(std::uint32_t ssrc) override;
  void on_bitrate_limit(std::uint64_t bits_per_second) override;
  void on_transport_feedback(View packet) override;

  void on_rtp(View bytes);
  void on_audio(const transport::RtpPacket& packet, media::Time now);
  void on_video(const transport::RtpPacket& packet, media::Time now, bool rtx);
  void send_feedback(media::Time now);
  void send_reports(media::Time now);
  void send_control(const transport::RtcpWriter& writer);

  PeerOptions options_;
  PeerCallbacks callbacks_;
  transport::DtlsContext dtls_;
  const std::string fingerprint_;
  PeerSources sources_;
  transport::Tallies tallies_;
  PeerStats stats_;
  alignas(8) std::array<std::uint8_t, 2048> buffer_{};

  int video_type_ = 0, rtx_type_ = 0;
  std::uint32_t their_audio_ = 0, their_video_ = 0;
  std::unique_ptr<transport::AudioIngress> audio_in_;
  std::unique_ptr<transport::VideoIngress> video_in_;
  std::uint64_t incoming_[2] = {}, outgoing_[2] = {};
  std::optional<std::int64_t> last_sequence_;
  transport::Unwrapper sequences_;
  transport::TransportFeedback arrivals_;

  transport::Outlet outlet_;
  bool sending_video_ = false;
  std::optional<transport::RtpSender> audio_out_;
  // What it sends in one video section.
  struct Pictures {
    std::optional<transport::VideoEgress> out;
    transport::PacketHistory history;
  };
  void send(Pictures& pictures, const media::EncodedFrame& frame);
  Pictures camera_, screen_;
  media::Time reports_at_{}, feedback_at_{}, key_frame_at_{};
  transport::SecureTransport transport_;  // last
};

}  // namespace lethe::test
