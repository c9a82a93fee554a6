// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/transport_warm_up.hpp"

#include <nss.h>
#include <openssl/ssl.h>

#include <array>
#include <deque>
#include <stdexcept>

#include "pipelines/rtp/sender_clock.hpp"
#include "pipelines/sdp/sdp.hpp"
#include "pipelines/secure/srtp.hpp"

namespace lethe::transport {
namespace {

// A handshake with ourselves; returns the keys of one side.
SrtpKeys shake_hands(const Certificate& certificate, const char* profiles) {
  const DtlsContext context(certificate, profiles);
  const std::vector<Fingerprint> own{{"sha-256", certificate.fingerprint()}};
  std::deque<std::vector<std::uint8_t>> to_server, to_client;
  Dtls server(context, DtlsRole::Server, own, [&](View d) { to_client.emplace_back(d.begin(), d.end()); });
  Dtls client(context, DtlsRole::Client, own, [&](View d) { to_server.emplace_back(d.begin(), d.end()); });
  client.start();
  while (!to_server.empty() || !to_client.empty()) {
    auto& queue = to_server.empty() ? to_client : to_server;
    const auto datagram = std::move(queue.front());
    Dtls& target = &queue == &to_server ? server : client;
    queue.pop_front();
    target.feed(datagram);
  }
  if (server.state() != Dtls::State::Connected || client.state() != Dtls::State::Connected)
    throw std::runtime_error("the DTLS warm-up failed");
  return server.keys();
}

void protect_one(const SrtpKeys& keys) {
  Srtp srtp(keys);
  alignas(8) std::array<std::uint8_t, 64> packet{0x80, 111, 0, 1};
  if (srtp.protect_rtp(packet, 20) == 0) throw std::runtime_error("the SRTP warm-up failed");
  alignas(8) std::array<std::uint8_t, 64> control{0x80, 201, 0, 1};
  if (srtp.protect_rtcp(control, 8) == 0) throw std::runtime_error("the SRTP warm-up failed");
}

}  // namespace

void warm_up() {
  if (OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr) != 1)
    throw std::runtime_error("cannot initialise OpenSSL");
  if (NSS_NoDB_Init(nullptr) != SECSuccess) throw std::runtime_error("cannot initialise NSS");
  Srtp::initialise();
  const Certificate certificate;
  protect_one(shake_hands(certificate, "SRTP_AEAD_AES_128_GCM"));
  protect_one(shake_hands(certificate, "SRTP_AES128_CM_SHA1_80"));
  ntp_at(media::Clock::now());
  parse_sdp("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");

  NetworkLoop loop;  // not started: no thread before lock-down
  IceSettings settings;
  settings.addresses = {"127.0.0.1"};
  const Ice ice(loop, settings, {[](auto) {}, [] {}, [] {}, [] {}});
}

}  // namespace lethe::transport
