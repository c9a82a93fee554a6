// SPDX-License-Identifier: AGPL-3.0-or-later
// One DTLS 1.2+ association (RFC 6347, RFC 5764), fed datagram by datagram; it owns no socket and no timer. After the
// handshake the other side's certificate is compared with the fingerprints in its SDP. Owned by SecureTransport;
// network thread.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pipelines/base/byte_order.hpp"
#include "pipelines/secure/certificate.hpp"
#include "pipelines/secure/key_bytes.hpp"

namespace lethe::transport {

struct Fingerprint {
  std::string hash;   // lower case: sha-256, sha-384, sha-512
  std::string value;  // "AB:CD:…", upper case
  bool operator==(const Fingerprint&) const = default;
};

enum class DtlsRole { Client, Server };
enum class SrtpProfile { AeadAes128Gcm, AesCm128HmacSha1_80 };

// Master key and salt of each direction, concatenated as libsrtp expects them.
struct SrtpKeys {
  SrtpProfile profile = SrtpProfile::AeadAes128Gcm;
  KeyBytes local, remote;  // local protects what we send
};

// Shared by all associations of a process: certificate, versions, profiles.
class DtlsContext {
 public:
  // The SRTP profiles to offer or accept, in OpenSSL's notation; tests narrow it.
  static constexpr const char* all_profiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";

  explicit DtlsContext(const Certificate& certificate, const char* profiles = all_profiles);
  SSL_CTX* get() const { return context_.get(); }

 private:
  struct Free {
    void operator()(SSL_CTX* c) const { SSL_CTX_free(c); }
  };
  std::unique_ptr<SSL_CTX, Free> context_;
};

class Dtls {
 public:
  enum class State { Handshake, Connected, Closed, Failed };
  using Send = std::function<void(View datagram)>;

  Dtls(const DtlsContext& context, DtlsRole role, std::vector<Fingerprint> expected, Send send);

  void start();              // the client's first flight; nothing for the server
  void feed(View datagram);  // drops and counts a datagram that is not made of whole DTLS records
  void tick();               // call every 10–50 ms: retransmits when due
  void close();              // sends close_notify

  State state() const { return state_; }
  std::uint64_t malformed() const { return malformed_; }  // datagrams that OpenSSL rejected
  const SrtpKeys& keys() const { return keys_; }          // valid once Connected

 private:
  static int read(BIO* bio, char* out, int size);
  static int write(BIO* bio, const char* bytes, int size);
  static long control(BIO* bio, int command, long number, void* pointer);
  static BIO_METHOD* method();

  void advance();
  void finish();
  bool fingerprint_matches() const;

  struct Free {
    void operator()(SSL* s) const { SSL_free(s); }
  };
  std::unique_ptr<SSL, Free> ssl_;
  DtlsRole role_;
  std::vector<Fingerprint> expected_;
  Send send_;
  View input_;  // the datagram being fed; one read takes all of it
  State state_ = State::Handshake;
  bool started_ = false;
  std::uint64_t malformed_ = 0;
  SrtpKeys keys_;
};

// True if a datagram is a sequence of whole DTLS records (RFC 6347, 4.1).
bool is_dtls(View datagram);

}  // namespace lethe::transport
