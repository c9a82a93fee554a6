// SPDX-License-Identifier: AGPL-3.0-or-later
// DTLS datagrams, fed to a server that waits for a client; and the text of ICE candidates.
#include "pipelines/secure/candidate.hpp"
#include "pipelines/secure/dtls.hpp"

using namespace lethe::transport;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Certificate certificate;
  static const DtlsContext context(certificate);
  Dtls server(context, DtlsRole::Server, {}, [](View) {});
  server.feed({data, size});
  server.tick();
  (void)is_numeric_candidate({reinterpret_cast<const char*>(data), size});
  return 0;
}
