// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/srtp.hpp"

#include <mutex>
#include <stdexcept>

#include "pipelines/secure/srtp_gcm.hpp"

namespace lethe::transport {

void Srtp::initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (srtp_init() != srtp_err_status_ok) throw std::runtime_error("cannot initialise SRTP");
    use_openssl_for_gcm();
  });
}

Srtp::Srtp(const SrtpKeys& keys) {
  initialise();
  out_ = open(keys, ssrc_any_outbound);
  in_ = open(keys, ssrc_any_inbound);
}

Srtp::Session Srtp::open(const SrtpKeys& keys, srtp_ssrc_type_t direction) {
  srtp_policy_t policy{};
  auto* const set = keys.profile == SrtpProfile::AeadAes128Gcm ? &srtp_crypto_policy_set_aes_gcm_128_16_auth
                                                               : &srtp_crypto_policy_set_rtp_default;
  set(&policy.rtp);
  set(&policy.rtcp);
  policy.ssrc.type = direction;
  policy.window_size = 1024;
  policy.allow_repeat_tx = 1;  // a viewer without RTX gets the identical packet again
  KeyBytes key = direction == ssrc_any_outbound ? keys.local : keys.remote;
  policy.key = key.data();
  srtp_t session = nullptr;
  if (srtp_create(&session, &policy) != srtp_err_status_ok) throw std::runtime_error("cannot set up SRTP");
  return Session(session);
}

std::size_t Srtp::protect_rtp(std::span<std::uint8_t> buffer, std::size_t size) {
  if (buffer.size() < size + overhead) return 0;
  int length = static_cast<int>(size);
  return srtp_protect(out_.get(), buffer.data(), &length) == srtp_err_status_ok ? static_cast<std::size_t>(length) : 0;
}

std::size_t Srtp::protect_rtcp(std::span<std::uint8_t> buffer, std::size_t size) {
  if (buffer.size() < size + overhead) return 0;
  int length = static_cast<int>(size);
  return srtp_protect_rtcp(out_.get(), buffer.data(), &length) == srtp_err_status_ok ? static_cast<std::size_t>(length)
                                                                                     : 0;
}

std::span<std::uint8_t> Srtp::unprotect_rtp(std::span<std::uint8_t> packet) {
  int length = static_cast<int>(packet.size());
  if (length < 12 || srtp_unprotect(in_.get(), packet.data(), &length) != srtp_err_status_ok) return {};
  return packet.first(static_cast<std::size_t>(length));
}

std::span<std::uint8_t> Srtp::unprotect_rtcp(std::span<std::uint8_t> packet) {
  int length = static_cast<int>(packet.size());
  if (length < 8 || srtp_unprotect_rtcp(in_.get(), packet.data(), &length) != srtp_err_status_ok) return {};
  return packet.first(static_cast<std::size_t>(length));
}

}  // namespace lethe::transport
