// SPDX-License-Identifier: AGPL-3.0-or-later
// A small offering WebRTC client for tests and benchmarks: DTLS client, ICE controlling. Sends ready Opus packets and
// encoded frames, hands out what it receives. Many share one PeerLoop (one thread). It uses the transport's parts, not
// the server's peers or network. Methods may be called from any thread; callbacks come on the loop's thread and must
// not call back. On the loop's thread itself only the send functions may be called, and act at once.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipelines/base/frame.hpp"
#include "pipelines/secure/certificate.hpp"
#include "pipelines/secure/network_loop.hpp"

namespace lethe::test {

struct PeerOptions {
  std::vector<media::VideoCodec> codecs{media::VideoCodec::Vp8};  // in order of preference; empty: no video
  bool audio = true;
  bool sends = true, receives = true;  // sendrecv, sendonly, recvonly
  bool rtx = true;
  bool screen = false;  // a second video section, for send_screen()
  const char* srtp_profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
  std::string address = "127.0.0.1";
  // Whether to lose this packet: 0, 1, 2 … of what arrives (after decryption), and of what is sent. Loop thread.
  std::function<bool(std::uint64_t index, bool video)> lose_incoming, lose_outgoing;
};

struct ReceivedAudio {
  std::uint16_t sequence = 0;
  std::uint32_t rtp_timestamp = 0;
  media::Bytes payload;
  media::Time at;
};

struct ReceivedReport {  // a sender report of the server
  bool video = false;
  std::uint64_t ntp = 0;
  std::uint32_t rtp_timestamp = 0;
};

struct PeerCallbacks {
  std::function<void(const ReceivedAudio&)> on_audio;
  std::function<void(std::shared_ptr<const media::EncodedFrame>)> on_video;  // whole, in order
  std::function<void(const ReceivedReport&)> on_report;
  std::function<void()> on_key_frame_wanted;                            // PLI or FIR
  std::function<void(std::uint64_t bits_per_second)> on_bitrate_limit;  // REMB
  std::function<void()> on_connected, on_lost;
};

struct PeerStats {
  bool connected = false, lost = false, gcm = false;
  std::uint64_t audio_in = 0, audio_duplicates = 0, frames_in = 0, video_packets_in = 0, rtx_in = 0, nacks_in = 0,
                nacks_out = 0, rtx_out = 0, plis_in = 0, screen_plis_in = 0, feedback_in = 0, feedback_arrivals = 0,
                feedback_out = 0, reports_in = 0, report_blocks_in = 0, byes_in = 0, lost_on_purpose = 0;
  std::uint64_t bitrate_limit = 0;  // REMB, bit/s
  std::uint16_t last_video_sequence = 0;
  bool video_gap = false;  // sequence numbers of received video were not continuous, repaired or not
};

// The thread and the certificate that peers share.
class PeerLoop {
 public:
  PeerLoop();
  ~PeerLoop();
  transport::NetworkLoop& loop() { return loop_; }
  const transport::Certificate& certificate() const { return certificate_; }

 private:
  transport::Certificate certificate_;
  transport::NetworkLoop loop_;
};

class Peer {
 public:
  explicit Peer(PeerLoop& loop, PeerOptions options = {}, PeerCallbacks callbacks = {});
  ~Peer();  // without a good-bye: as if its network vanished
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  std::string offer();                // makes it; once
  void answer(std::string_view sdp);  // the server's; connects. Throws Error
  // A further one of the same connection, with or without a section for a screen, and new ICE credentials if asked.
  std::string next_offer(bool screen, bool restart);
  std::string restart_offer();  // new ICE credentials: the fragment to send
  void restart_answer(std::string_view fragment);
  void close();  // BYE and close_notify

  // Dropped until connected. Level as in RFC 6464.
  void send_audio(std::uint32_t rtp_timestamp, media::Bytes payload, int level = 10);
  void send_video(std::shared_ptr<const media::EncodedFrame> frame);  // `at` maps its timestamp in sender reports
  void send_screen(std::shared_ptr<const media::EncodedFrame> frame);
  void request_key_frame();
  void send_raw_rtp(media::Bytes packet);  // protected as it is: for malformed input
  void send_raw_rtcp(media::Bytes packet);
  void send_raw(media::Bytes datagram);  // not protected

  PeerStats stats() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace lethe::test
