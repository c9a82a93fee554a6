// SPDX-License-Identifier: AGPL-3.0-or-later
// All peers of the room and the one network thread that serves them: ICE (libnice), DTLS, SRTP, RTP and RTCP.
// The peer map belongs to the network thread alone. Calls say which thread they are for.
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
  std::uint64_t lost_in = 0, lost_out = 0;        // packets that never came, here and as viewers tell
  std::uint64_t estimated_out = 0, asked_in = 0;  // no counts: bit/s that viewers tell, that senders are asked for
  std::uint64_t nacks_in = 0, nacks_out = 0, rtx_in = 0, rtx_out = 0, plis_in = 0, plis_out = 0, twcc_in = 0,
                twcc_out = 0;
};

class Network {
 public:
  // Starts the thread and makes the certificate. `sink` must outlive this.
  Network(const wire::Configure& settings, Sink& sink);
  ~Network();  // closes every peer, joins the thread

  // ── media thread; wait for the network thread (some milliseconds) ──
  // Answer to an offer; replaces the session that the seat had, or renews it when the offer comes from the same
  // connection. Throws Error InvalidSdp, UnacceptableSdp (its detail names what was missing) or MediaUnavailable; then
  // nothing of the attempt is left, and the old session is untouched.
  std::string offer(Seat seat, std::string_view sdp, Directions allowed = {});
  // Adds candidates; with new credentials it restarts ICE and returns the fragment to answer. Throws Error NoSession
  // or InvalidSdp.
  std::optional<std::string> trickle(Seat seat, std::string_view fragment);
  void confirm(Seat seat);  // tells its state Connected once more, if it is
  void close(Seat seat);    // sends RTCP BYE and DTLS close_notify; a seat without session is ignored

  // ── any thread; never wait, drop when the queue is full ──
  void send_audio(std::span<const Seat> to, const media::OpusFrame& frame);
  void send_video(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame);
  // What the seat sees from now on; it switches on the stream's next key frame, which it asks for.
  void watch(Seat seat, std::optional<media::Stream> stream);
  // What the seat's senders are asked to send, kbit/s by REMB; 0: nobody sees it, so as good as nothing.
  void ask(Seat seat, int camera_kbit, int screen_kbit);
  // What a viewer could use at most, kbit/s with all headers: probes of its line go no further. 0: none.
  void set_goal(Seat seat, int kbit);
  void request_key_frame(media::SourceId from);  // PLI to a sender; at most one in 300 ms each
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::transport
