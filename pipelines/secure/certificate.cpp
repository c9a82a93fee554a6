// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/certificate.hpp"

#include <openssl/ec.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace lethe::transport {
namespace {

void must(bool done) {
  if (!done) throw std::runtime_error("cannot make the DTLS certificate");
}

}  // namespace

Certificate::Certificate() : key_(EVP_EC_gen("P-256")), x509_(X509_new()) {
  must(key_ && x509_);
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  must(X509_set_version(x509_.get(), 2) == 1);
  must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x509_.get()), serial >> 1) == 1);
  // From a day ago (clocks differ), for a year: the process lives as long as its room.
  must(X509_gmtime_adj(X509_getm_notBefore(x509_.get()), -24 * 3600) != nullptr);
  must(X509_gmtime_adj(X509_getm_notAfter(x509_.get()), 365L * 24 * 3600) != nullptr);
  X509_NAME* name = X509_get_subject_name(x509_.get());
  must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("lethe"), -1, -1,
                                  0) == 1);
  must(X509_set_issuer_name(x509_.get(), name) == 1);
  must(X509_set_pubkey(x509_.get(), key_.get()) == 1);
  must(X509_sign(x509_.get(), key_.get(), EVP_sha256()) > 0);
  fingerprint_ = fingerprint_of(x509_.get(), "sha-256");
  must(!fingerprint_.empty());
}

std::string fingerprint_of(const X509* certificate, std::string_view hash) {
  const std::array<std::pair<std::string_view, const EVP_MD*>, 3> hashes{
      {{"sha-256", EVP_sha256()}, {"sha-384", EVP_sha384()}, {"sha-512", EVP_sha512()}}};
  for (const auto& [name, digest] : hashes) {
    if (name != hash) continue;
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    if (X509_digest(certificate, digest, bytes.data(), &size) != 1) return {};
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
      if (i > 0) text += ':';
      text += hex[bytes[i] >> 4];
      text += hex[bytes[i] & 15];
    }
    return text;
  }
  return {};
}

}  // namespace lethe::transport
