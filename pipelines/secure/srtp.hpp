// SPDX-License-Identifier: AGPL-3.0-or-later
// SRTP and SRTCP of one peer, both directions (RFC 3711, RFC 7714), by libsrtp2. Changes packets in place. Owned by
// SecureTransport; network thread.
#pragma once

#include <srtp2/srtp.h>

#include <memory>
#include <span>

#include "pipelines/secure/dtls.hpp"

namespace lethe::transport {

class Srtp {
 public:
  // The most bytes that protecting adds: the largest tag and the SRTCP index.
  static constexpr std::size_t overhead = 16 + 4;

  static void initialise();  // once per process, before the first object; later calls do nothing

  explicit Srtp(const SrtpKeys& keys);  // throws std::runtime_error

  // `buffer` holds `size` bytes of packet and at least `overhead` bytes of space behind them. Returns the new size; 0
  // when the packet cannot be protected.
  std::size_t protect_rtp(std::span<std::uint8_t> buffer, std::size_t size);
  std::size_t protect_rtcp(std::span<std::uint8_t> buffer, std::size_t size);
  // The packet inside; an empty span if it is malformed, not authentic or replayed.
  std::span<std::uint8_t> unprotect_rtp(std::span<std::uint8_t> packet);
  std::span<std::uint8_t> unprotect_rtcp(std::span<std::uint8_t> packet);

 private:
  struct Free {
    void operator()(srtp_ctx_t_* s) const { srtp_dealloc(s); }
  };
  using Session = std::unique_ptr<srtp_ctx_t_, Free>;
  static Session open(const SrtpKeys& keys, srtp_ssrc_type_t direction);

  Session out_, in_;
};

}  // namespace lethe::transport
