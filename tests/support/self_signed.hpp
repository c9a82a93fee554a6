// SPDX-License-Identifier: AGPL-3.0-or-later
// A fresh self-signed certificate (P-256) for tests of TLS.
#pragma once

#include <string>

namespace lethe::test {

// Writes certificate and key as PEM files. Throws std::runtime_error.
void write_self_signed(const std::string& certificate, const std::string& key, const std::string& common_name);

}  // namespace lethe::test
