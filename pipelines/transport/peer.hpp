// SPDX-License-Identifier: AGPL-3.0-or-later
// One participant's session: its transport, its input and output, and their RTCP. Owned by the network; network thread
// only.
#pragma once

#include "pipelines/congestion/bandwidth_estimator.hpp"
#include "pipelines/congestion/redundancy_choice.hpp"
#include "pipelines/rtp/feedback.hpp"
#include "pipelines/sdp/sdp_offer.hpp"
#include "pipelines/secure/secure_transport.hpp"
#include "pipelines/transport/egress.hpp"
#include "pipelines/transport/incoming_video.hpp"
#include "pipelines/transport/sink.hpp"

namespace lethe::transport {

// Shared by all peers of a network.
struct PeerShare {
  NetworkLoop& loop;
  const wire::Configure& settings;
  const IceSettings& ice;
  const Certificate& certificate;
  const DtlsContext& dtls;
  Tallies& tallies;
  Sink& sink;
  std::function<const PacketHistory*(const media::Stream&)> history;  // null if there is none
  std::function<void(class Peer&)> begin_watching;  // the wanted stream: from its history, or with a key frame
};

class Peer : private RtcpHandler {
 public:
  Peer(Seat seat, const PeerShare& share, const Sdp& offer, const Agreement& agreement, std::function<void()> gone);

  // True if the offer comes from the connection that this peer serves (RFC 8829, 5.2.2). Its DTLS association already
  // exists; another peer would wait for a handshake that nobody starts.
  bool serves(const Sdp& offer, const Agreement& agreement) const;
  // Accepts such an offer: the transport continues, ICE restarts if asked to, and unchanged output continues.
  void renew(const Sdp& offer, const Agreement& agreement);

  Seat seat() const { return seat_; }
  const std::string& answer() const { return answer_; }
  PeerInfo info() const { return agreement_.info(); }
  bool ready() const { return transport_.ready(); }

  std::optional<std::string> trickle(const SdpFragment& fragment);
  void send_audio(const media::OpusFrame& frame, media::Time now);
  VideoEgress* viewer() { return video_out_ ? &*video_out_ : nullptr; }
  void send_video(const PacketHistory& history, std::int64_t from, media::Time now);
  bool catch_up(const PacketHistory& history, media::Time now);
  void request_key_frame(wire::Picture picture, media::Time now);
  void ask(int camera_kbit, int screen_kbit, media::Time now);    // by REMB, immediately on a change
  void set_goal(int kbit);                                        // the most that it could use
  void tick(media::Time now);                                     // every 20 ms
  std::uint64_t estimated_out() const { return estimated_out_; }  // bit/s, capacity of its link; 0: unknown
  std::uint64_t asked_in(media::Time now) const;                  // bit/s, limit given to its senders
  void close();                                                   // BYE, close_notify; no event follows

 private:
  void on_sender_info(std::uint32_t ssrc, const SenderInfo& info) override;
  void on_report_block(const ReportBlock& block) override;
  void on_nack(std::uint32_t media_ssrc, std::span<const std::uint16_t> sequences) override;
  void on_key_frame_request(std::uint32_t media_ssrc) override;
  void on_bye(std::uint32_t ssrc) override;
  void on_bitrate_limit(std::uint64_t bits_per_second) override;
  void on_transport_feedback(View packet) override;

  void describe(const Sdp& offer);
  void make_egress();
  void end_egress(const Agreement& next);  // output that changes or ends
  void note_sent(std::size_t size);        // the packet about to leave
  void fill_line(media::Time now);         // with paced packets and padding
  void tell_estimate(media::Time now);
  int copies_of_sound(const media::OpusFrame& frame, media::Time now) const;
  void set_pace(media::Time now);
  void on_ready();
  void ask_encoder();  // for a key frame of what it sees
  void on_rtp(View packet);
  void on_rtcp(View packet);
  void make_ingress();
  void make_audio_ingress(std::uint32_t ssrc);
  void on_audio(const RtpPacket& packet, media::Time now);
  bool is_redundant(const RtpPacket& packet) const;  // requires an audio section
  IncomingVideo* video_of(const RtpPacket& packet);  // null: no section

  void send_nacks(media::Time now);
  void send_picture_loss(media::Time now);
  void send_transport_feedback(media::Time now);
  std::chrono::milliseconds rarely_enough(std::size_t bytes, std::chrono::milliseconds usual,
                                          std::chrono::milliseconds rarest) const;
  void send_reports(media::Time now);
  void add_bitrate_limit(RtcpWriter& writer, media::Time now);
  RtcpWriter begin_feedback();  // into buffer_; first an empty receiver report unless reduced size is agreed
  void send_rtcp(const RtcpWriter& writer);

  Seat seat_;
  const PeerShare& share_;
  Agreement agreement_;
  std::string session_id_;  // of the offer, like its version
  std::uint64_t version_ = 0, answer_version_ = 0;
  std::string answer_, cname_;
  std::uint64_t answer_id_;
  std::uint32_t audio_ssrc_ = 0, video_ssrc_ = 0, rtx_ssrc_ = 0;
  alignas(8) std::array<std::uint8_t, SecureTransport::buffer_size> buffer_{};

  std::optional<AudioIngress> audio_in_;
  std::vector<IncomingVideo> videos_in_;  // camera, screen
  TransportFeedback arrivals_;
  media::Clock::duration round_trip_{};
  std::vector<std::uint32_t> goodbyes_;
  std::array<LossCount, 3> lost_in_;   // sound, camera, screen
  std::array<LossCount, 2> lost_out_;  // sound, picture
  std::uint64_t estimated_out_ = 0;

  Outlet outlet_;
  std::optional<congestion::BandwidthEstimator> downlink_;  // if the client reports arrivals
  std::vector<congestion::Feedback> feedback_;              // kept for its memory
  std::uint16_t noted_sequence_ = 0;                        // next number when the last packet was noted
  congestion::BitRate goal_;
  congestion::RedundancyChoice redundancy_;
  int told_kbit_ = 0;
  media::Time told_at_{};
  std::optional<AudioEgress> audio_out_;
  std::optional<VideoEgress> video_out_;

  media::Time reports_at_{}, feedback_at_{};
  SecureTransport transport_;  // last: its events use the others, so it is destroyed first
};

}  // namespace lethe::transport
