// SPDX-License-Identifier: AGPL-3.0-or-later
// The lower half of a peer: one ICE component carrying DTLS, SRTP and SRTCP (RFC 5764, RFC 7983), and the check that
// the other side is still there. Owned by a peer; everything, including events, on the network loop's thread.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/base/tally.hpp"
#include "pipelines/secure/dtls.hpp"
#include "pipelines/secure/ice.hpp"
#include "pipelines/secure/srtp.hpp"

namespace lethe::transport {

class SecureTransport {
 public:
  struct Events {
    std::function<void()> reached;  // ICE has succeeded: DTLS starts, and media may follow within milliseconds
    std::function<void()> ready;    // media can flow both ways
    std::function<void(View)> rtp, rtcp;
    std::function<void()> gone;  // once: closed by the other side, silent, or refused; nothing follows. Must not delete
                                 // the transport at once
  };

  SecureTransport(NetworkLoop& loop, const IceSettings& ice, const DtlsContext& dtls,
                  std::chrono::milliseconds lost_after, Tallies& tallies, Events events);

  Ice& ice() { return ice_; }
  const Ice& ice() const { return ice_; }
  void start(DtlsRole role, std::vector<Fingerprint> expected);  // once the other side's SDP is known
  void tick(media::Time now);                                    // every 10–50 ms
  bool ready() const { return srtp_ && !gone_; }
  bool gone() const { return gone_; }
  SrtpProfile profile() const { return dtls_ ? dtls_->keys().profile : SrtpProfile::AeadAes128Gcm; }  // once ready

  static constexpr std::size_t buffer_size = 1500;
  // `buffer` holds a packet of `size` bytes and Srtp::overhead bytes of space. Dropped when not ready.
  void send_rtp(std::span<std::uint8_t> buffer, std::size_t size);
  void send_rtcp(std::span<std::uint8_t> buffer, std::size_t size);
  void doubt();  // the other side said good-bye: it is lost unless a sign of life comes within a second
  void close();  // close_notify; no event follows

 private:
  void take(std::span<std::uint8_t> packet);
  void take_dtls(View packet);
  void take_media(std::span<std::uint8_t> packet);
  void on_connected();
  void follow_dtls();
  void lose();
  void send(View packet);  // DTLS
  void send_media(View packet);

  const DtlsContext& dtls_context_;
  std::chrono::milliseconds lost_after_;
  Tallies& tallies_;
  Events events_;
  media::Time alive_at_, consent_at_;
  std::optional<media::Time> doubted_at_;
  bool gone_ = false;
  std::unique_ptr<Dtls> dtls_;
  std::uint64_t malformed_told_ = 0;
  std::deque<std::vector<std::uint8_t>> held_;  // DTLS that came before ICE was CONNECTED
  std::optional<Srtp> srtp_;
  Ice ice_;  // last: its callbacks use the others, so it is destroyed first
};

}  // namespace lethe::transport
