// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sockets/tls.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetSSL.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509err.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace lethe::api {
namespace {

// TLS 1.3 has only such ciphers; of TLS 1.2, those with forward secrecy and authenticated encryption (RFC 9325 section
// 4.2).
constexpr const char* ciphers_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

void check_readable(const char* setting, const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat there {};
  int error = fd < 0 || ::fstat(fd, &there) != 0 ? errno : 0;
  if (error == 0 && S_ISDIR(there.st_mode)) error = EISDIR;
  if (fd >= 0) ::close(fd);
  if (error != 0)
    throw std::runtime_error(std::string(setting) + ": " + path +
                             " cannot be read: " + std::generic_category().message(error));
}

// The library's message about a passphrase depends on the kind of key; the file contains it as a word.
bool has_passphrase(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(16'384, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  return text.find("ENCRYPTED") != std::string::npos;
}

std::string key_fault(const std::string& path) {
  if (has_passphrase(path)) return " has a passphrase";
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  const bool mismatch = reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH;
  return mismatch ? " belongs to another certificate" : " holds no key";
}

int no_passphrase(char*, int, int, void*) { return -1; }

Poco::Net::Context::Ptr make_context(const config::Tls& files) {
  using Poco::Net::Context;
  Context::Params params;
  params.verificationMode = Context::VERIFY_NONE;  // clients show no certificate
  params.cipherList = ciphers_of_1_2;
  Context::Ptr context = new Context(Context::TLS_SERVER_USE, params);
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  SSL_CTX* raw = context->sslContext();
  // Unsent data may have moved in memory, and grown, before the next attempt.
  SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
  check_readable("tls.certificate", files.certificate);
  check_readable("tls.key", files.key);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1)
    throw std::runtime_error("tls.certificate: " + files.certificate +
                             " holds no certificate: it must be a PEM file, the server's certificate first");
  ERR_clear_error();
  if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("tls.key: " + files.key + key_fault(files.key) +
                             ": it must be the PEM file, without passphrase, of the key of tls.certificate");
  return context;
}

}  // namespace

Tls::Tls(config::Tls files) : files_(std::move(files)) {
  if (on()) Poco::Net::initializeSSL();
}

void Tls::load() {
  if (!on()) return;
  try {
    const auto fresh = make_context(files_);
    const MutexLock lock(mutex_);
    context_ = fresh;
  } catch (const Poco::Exception&) {
    throw std::runtime_error("TLS cannot be set up");
  }
}

Poco::Net::Context::Ptr Tls::current() const {
  const MutexLock lock(mutex_);
  return context_;
}

}  // namespace lethe::api
