// SPDX-License-Identifier: AGPL-3.0-or-later
// AES-128-GCM by OpenSSL as a cipher of libsrtp2 (RFC 7714), in place of the one on NSS that Debian's package has: that
// one makes and frees a context for each packet. All else of SRTP stays libsrtp's: keys, replay, indices, framing.
#pragma once

namespace lethe::transport {

// Once a process, after srtp_init() and before the first session. libsrtp tests the cipher with its own vectors and
// with one of RFC 7714. Throws std::runtime_error when it does not pass.
void use_openssl_for_gcm();

}  // namespace lethe::transport
