// SPDX-License-Identifier: AGPL-3.0-or-later
// The process's DTLS identity: a self-signed ECDSA P-256 certificate, created in memory at start and never written.
// Immutable after construction; any thread.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "pipelines/base/byte_order.hpp"

namespace lethe::transport {

class Certificate {
 public:
  Certificate();  // throws std::runtime_error

  X509* x509() const { return x509_.get(); }
  EVP_PKEY* key() const { return key_.get(); }
  const std::string& fingerprint() const { return fingerprint_; }  // SHA-256, as in a=fingerprint (RFC 8122)

 private:
  struct Free {
    void operator()(X509* x) const { X509_free(x); }
    void operator()(EVP_PKEY* k) const { EVP_PKEY_free(k); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> x509_;
  std::string fingerprint_;
};

// "AB:CD:…" (upper-case hex) of a certificate by "sha-256", "sha-384" or "sha-512"; empty for any other hash.
std::string fingerprint_of(const X509* certificate, std::string_view hash);

}  // namespace lethe::transport
