// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/dtls.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <stdexcept>

namespace lethe::transport {
namespace {

constexpr long mtu = 1200;
constexpr unsigned first_timer_us = 100'000, longest_timer_us = 3'000'000;

// The certificates are self-signed by design: the fingerprint is checked after the handshake.
int accept_any(int, X509_STORE_CTX*) { return 1; }

unsigned next_timer(SSL*, unsigned previous_us) {
  return previous_us == 0 ? first_timer_us : std::min(previous_us * 2, longest_timer_us);
}

}  // namespace

bool is_dtls(View datagram) {
  ByteReader in(datagram);
  while (in.left() > 0) {
    const unsigned type = in.u8(), version = in.u16();
    in.take(8);  // epoch, sequence number
    in.take(in.u16());
    if (in.failed() || type < 20 || type > 63 || version >> 8 != 0xfe) return false;
  }
  return !datagram.empty();
}

DtlsContext::DtlsContext(const Certificate& certificate, const char* profiles) : context_(SSL_CTX_new(DTLS_method())) {
  SSL_CTX* c = context_.get();
  if (c == nullptr || SSL_CTX_set_min_proto_version(c, DTLS1_2_VERSION) != 1 ||
      SSL_CTX_use_certificate(c, certificate.x509()) != 1 || SSL_CTX_use_PrivateKey(c, certificate.key()) != 1 ||
      SSL_CTX_set_cipher_list(c, "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES") != 1 ||
      SSL_CTX_set_tlsext_use_srtp(c, profiles) != 0)
    throw std::runtime_error("cannot set up DTLS");
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(c, SSL_OP_NO_TICKET | SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION);
}

Dtls::Dtls(const DtlsContext& context, DtlsRole role, std::vector<Fingerprint> expected, Send send)
    : ssl_(SSL_new(context.get())), role_(role), expected_(std::move(expected)), send_(std::move(send)) {
  BIO* bio = BIO_new(method());
  if (!ssl_ || bio == nullptr) throw std::runtime_error("cannot set up DTLS");
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_mtu(ssl_.get(), mtu);
  DTLS_set_link_mtu(ssl_.get(), mtu);
  DTLS_set_timer_cb(ssl_.get(), next_timer);
  if (role == DtlsRole::Server)
    SSL_set_accept_state(ssl_.get());
  else
    SSL_set_connect_state(ssl_.get());
}

// A BIO of our own, because a memory BIO loses datagram boundaries.
BIO_METHOD* Dtls::method() {
  static BIO_METHOD* const shared = [] {
    BIO_METHOD* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "datagram");
    BIO_meth_set_read(m, &Dtls::read);
    BIO_meth_set_write(m, &Dtls::write);
    BIO_meth_set_ctrl(m, &Dtls::control);
    return m;
  }();
  return shared;
}

int Dtls::read(BIO* bio, char* out, int size) {
  auto* self = static_cast<Dtls*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  if (self->input_.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  const std::size_t taken = std::min(self->input_.size(), static_cast<std::size_t>(size));
  std::copy_n(self->input_.data(), taken, reinterpret_cast<std::uint8_t*>(out));
  self->input_ = {};
  return static_cast<int>(taken);
}

int Dtls::write(BIO* bio, const char* bytes, int size) {
  auto* self = static_cast<Dtls*>(BIO_get_data(bio));
  self->send_({reinterpret_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size)});
  return size;
}

long Dtls::control(BIO*, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
      return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
      return mtu;
    default:
      return 0;
  }
}

void Dtls::start() {
  if (started_) return;
  started_ = true;
  if (role_ == DtlsRole::Client) advance();
}

void Dtls::feed(View datagram) {
  if (state_ == State::Failed || state_ == State::Closed) return;
  if (!is_dtls(datagram)) {
    ++malformed_;
    return;
  }
  input_ = datagram;
  advance();
  input_ = {};
}

void Dtls::tick() {
  if (state_ == State::Handshake && DTLSv1_handle_timeout(ssl_.get()) < 0) state_ = State::Failed;
  ERR_clear_error();
}

void Dtls::advance() {
  ERR_clear_error();
  if (state_ == State::Handshake) {
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      finish();
    } else if (const int why = SSL_get_error(ssl_.get(), result);
               why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
      state_ = State::Failed;
      ++malformed_;
    }
  }
  if (state_ == State::Connected && !input_.empty()) {
    // No application data is expected; reading processes alerts and retransmitted flights.
    std::array<std::uint8_t, 2048> waste{};
    const int result = SSL_read(ssl_.get(), waste.data(), static_cast<int>(waste.size()));
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN ||
        (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0)
      state_ = State::Closed;
    else if (result <= 0 && SSL_get_error(ssl_.get(), result) == SSL_ERROR_SSL)
      ++malformed_;
  }
  ERR_clear_error();
}

bool Dtls::fingerprint_matches() const {
  const std::unique_ptr<X509, decltype(&X509_free)> theirs(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
  return theirs && std::any_of(expected_.begin(), expected_.end(), [&](const Fingerprint& f) {
           const std::string actual = fingerprint_of(theirs.get(), f.hash);
           return !actual.empty() && actual == f.value;
         });
}

void Dtls::finish() {
  const SRTP_PROTECTION_PROFILE* profile = SSL_get_selected_srtp_profile(ssl_.get());
  if (profile == nullptr || !fingerprint_matches()) {
    close();
    state_ = State::Failed;
    return;
  }
  const bool gcm = profile->id == SRTP_AEAD_AES_128_GCM;
  const std::size_t key = 16, salt = gcm ? 12 : 14;
  KeyBytes exported(2 * (key + salt));
  static constexpr char label[] = "EXTRACTOR-dtls_srtp";  // RFC 5764, 4.2
  if (SSL_export_keying_material(ssl_.get(), exported.data(), exported.size(), label, sizeof label - 1, nullptr, 0,
                                 0) != 1) {
    state_ = State::Failed;
    return;
  }
  auto material = [&](std::size_t side) {
    KeyBytes bytes(exported.begin() + static_cast<long>(side * key),
                   exported.begin() + static_cast<long>((side + 1) * key));
    const auto salts = exported.begin() + static_cast<long>(2 * key + side * salt);
    bytes.insert(bytes.end(), salts, salts + static_cast<long>(salt));
    return bytes;
  };
  const std::size_t ours = role_ == DtlsRole::Client ? 0 : 1;
  keys_ = {gcm ? SrtpProfile::AeadAes128Gcm : SrtpProfile::AesCm128HmacSha1_80, material(ours), material(1 - ours)};
  state_ = State::Connected;
}

void Dtls::close() {
  if (state_ != State::Handshake || SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
  if (state_ != State::Failed) state_ = State::Closed;
  ERR_clear_error();
}

}  // namespace lethe::transport
