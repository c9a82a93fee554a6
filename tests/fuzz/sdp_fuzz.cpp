// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers and trickle fragments: each is refused with an error or answered readably.
#include "mcu/base/error.hpp"
#include "pipelines/sdp/sdp_answer.hpp"

using namespace lethe::transport;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const Sdp offer = parse_sdp(text);
    parse_sdp(write_answer(offer, agree(offer),
                           {{"abcd", "0123456789012345678901"}, {}, "AA", 1, 1, "c", 1, 2, 3, 600, 1500}));
  } catch (const lethe::Error&) {
  }
  try {
    parse_fragment(text);
  } catch (const lethe::Error&) {
  }
  return 0;
}
