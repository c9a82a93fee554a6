// SPDX-License-Identifier: AGPL-3.0-or-later
// AES-128-GCM by OpenSSL as a cipher of libsrtp2 (RFC 7714). Replaces the one on NSS in Debian's package, which creates
// and frees a context for each packet. Everything else of SRTP remains libsrtp's: keys, replay, indices, framing.
#pragma once

namespace lethe::transport {

// Call once per process, after srtp_init() and before the first session. libsrtp tests the cipher with its own vectors
// and one of RFC 7714. Throws std::runtime_error when a test fails.
void use_openssl_for_gcm();

}  // namespace lethe::transport
