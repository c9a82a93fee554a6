// SPDX-License-Identifier: AGPL-3.0-or-later
// All peers of the room and the network thread that serves them: ICE (libnice), DTLS, SRTP, RTP and RTCP. The peer map
// belongs to the network thread. Each call says on which thread it may be made.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pipelines/transport/sink.hpp"

namespace lethe::transport {

// Monotonic counters for tests and metrics; read from any thread.
struct Counters {
  std::uint64_t packets_in = 0, packets_out = 0, bytes_in = 0, bytes_out = 0;
  std::uint64_t dropped_stun = 0, dropped_dtls = 0, dropped_srtp = 0, dropped_rtp = 0, dropped_rtcp = 0,
                dropped_payload = 0;              // malformed, unauthenticated or replayed
  std::uint64_t lost_in = 0, lost_out = 0;        // packets that never arrived: here; as viewers report
  std::uint64_t estimated_out = 0, asked_in = 0;  // gauges, bit/s: capacity towards viewers; limits given to senders
  std::uint64_t nacks_in = 0, nacks_out = 0, rtx_in = 0, rtx_out = 0, plis_in = 0, plis_out = 0, twcc_in = 0,
                twcc_out = 0;
};

class Network {
 public:
  // Starts the thread and creates the certificate. `sink` must outlive this.
  Network(const wire::Configure& settings, Sink& sink);
  ~Network();  // closes every peer, joins the thread

  // ── media thread; these wait for the network thread (some milliseconds) ──
  // Answers an offer. Replaces the seat's session, or renews it if the offer comes from the same connection. Throws
  // Error InvalidSdp, UnacceptableSdp (its detail names what is missing) or MediaUnavailable; then the attempt leaves
  // nothing behind, and the old session is untouched.
  std::string offer(Seat seat, std::string_view sdp, Directions allowed = {});
  // Adds candidates. With new credentials, restarts ICE and returns the fragment for the answer. Throws Error NoSession
  // or InvalidSdp.
  std::optional<std::string> trickle(Seat seat, std::string_view fragment);
  void confirm(Seat seat);  // reports its state Connected again, if it is connected
  void close(Seat seat);    // sends RTCP BYE and DTLS close_notify; ignores a seat without session

  // ── any thread; these never wait and drop when the queue is full ──
  void send_audio(std::span<const Seat> to, const media::OpusFrame& frame);
  void send_video(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame);
  // The stream that the seat sees from now on. It switches on that stream's next key frame, which it requests.
  void watch(Seat seat, std::optional<media::Stream> stream);
  // Bit rates to ask of the seat's senders by REMB, kbit/s; 0: nobody sees it, so the minimum.
  void ask(Seat seat, int camera_kbit, int screen_kbit);
  // The most that a viewer could use, kbit/s with all headers: probes of its link go no further. 0: no probing.
  void set_goal(Seat seat, int kbit);
  void request_key_frame(media::SourceId from);  // PLI to a sender; at most one in 300 ms each
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::transport
