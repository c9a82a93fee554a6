// SPDX-License-Identifier: AGPL-3.0-or-later
#include <nss.h>
#include <openssl/ec.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <srtp2/srtp.h>

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "tests/process/sandbox/probes.hpp"

namespace lethe::sandbox {
namespace {

template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_it(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;

void require(bool ok, const char* step) {
  if (!ok) throw std::runtime_error(step);
}

// A certificate made in memory, as a worker does at its start.
Context make_context() {
  Context context(SSL_CTX_new(DTLS_method()));
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  require(context && key && certificate, "OpenSSL objects");
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  X509_set_pubkey(certificate.get(), key.get());
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "certificate");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                     [](int, X509_STORE_CTX*) { return 1; });  // the fingerprint is compared elsewhere
  require(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1, "use the certificate");
  require(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1, "use the key");
  require(SSL_CTX_set_tlsext_use_srtp(context.get(), "SRTP_AEAD_AES_128_GCM") == 0, "SRTP profile");
  return context;
}

Session make_session(SSL_CTX* context, bool client) {
  Session session(SSL_new(context));
  SSL_set_bio(session.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  for (BIO* bio : {SSL_get_rbio(session.get()), SSL_get_wbio(session.get())}) BIO_set_mem_eof_return(bio, -1);
  SSL_set_options(session.get(), SSL_OP_NO_QUERY_MTU);
  SSL_set_mtu(session.get(), 1200);
  client ? SSL_set_connect_state(session.get()) : SSL_set_accept_state(session.get());
  return session;
}

void carry(SSL* from, SSL* to) {
  std::array<char, 16384> bytes;
  for (int n; (n = BIO_read(SSL_get_wbio(from), bytes.data(), bytes.size())) > 0;)
    BIO_write(SSL_get_rbio(to), bytes.data(), n);
}

using Keys = std::array<unsigned char, 2 * (16 + 12)>;  // RFC 7714: two keys, two salts

Keys shared_keys(SSL* session) {
  Keys keys;
  constexpr char label[] = "EXTRACTOR-dtls_srtp";
  require(SSL_export_keying_material(session, keys.data(), keys.size(), label, sizeof label - 1, nullptr, 0, 0) == 1,
          "export keys");
  return keys;
}

struct Stream {
  srtp_t session = nullptr;
  Stream(const Keys& keys, srtp_ssrc_type_t direction) {
    std::array<unsigned char, 28> key;
    std::memcpy(key.data(), keys.data(), 16);
    std::memcpy(key.data() + 16, keys.data() + 32, 12);
    srtp_policy_t policy{};
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
    policy.ssrc.type = direction;
    policy.key = key.data();
    require(srtp_create(&session, &policy) == srtp_err_status_ok, "SRTP session");
  }
  ~Stream() { srtp_dealloc(session); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

std::string protect_and_unprotect(const Keys& sender_keys, const Keys& receiver_keys) {
  const Stream out(sender_keys, ssrc_any_outbound), in(receiver_keys, ssrc_any_inbound);
  alignas(4) std::array<unsigned char, 200> packet{0x80, 111, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7};
  const auto original = packet;
  int length = 100;
  require(srtp_protect(out.session, packet.data(), &length) == srtp_err_status_ok, "protect");
  if (std::memcmp(packet.data() + 12, original.data() + 12, 88) == 0) return "the packet is not encrypted";
  require(srtp_unprotect(in.session, packet.data(), &length) == srtp_err_status_ok, "unprotect");
  return length == 100 && std::memcmp(packet.data(), original.data(), 100) == 0 ? "" : "the packet came back changed";
}

std::string shake_hands() {
  const Context server_context = make_context(), client_context = make_context();
  const Session server = make_session(server_context.get(), false), client = make_session(client_context.get(), true);
  for (int i = 0; i < 20 && !(SSL_is_init_finished(server.get()) && SSL_is_init_finished(client.get())); ++i) {
    SSL_do_handshake(client.get());
    carry(client.get(), server.get());
    SSL_do_handshake(server.get());
    carry(server.get(), client.get());
  }
  if (!SSL_is_init_finished(server.get()) || !SSL_is_init_finished(client.get())) return "DTLS does not get through";
  return protect_and_unprotect(shared_keys(client.get()), shared_keys(server.get()));
}

}  // namespace

void warm_up_srtp() {
  require(OPENSSL_init_ssl(0, nullptr) == 1, "OpenSSL");
  // Debian's libsrtp2 computes with NSS, which would look for its files at the first key.
  require(NSS_NoDB_Init(nullptr) == SECSuccess, "NSS");
  require(srtp_init() == srtp_err_status_ok, "libsrtp");
  // Everything once: providers, ciphers and tables are loaded on first use.
  require(shake_hands().empty(), "DTLS before lock-down");
}

std::string probe_srtp() try { return shake_hands(); } catch (const std::exception& e) {
  return e.what();
}

}  // namespace lethe::sandbox
