// SPDX-License-Identifier: AGPL-3.0-or-later
// Packet types of RTCP and formats of its feedback (RFC 3550, 4585, 5104; draft-alvestrand-rmcat-remb-03;
// draft-holmer-rmcat-transport-wide-cc-extensions-01).
#pragma once

#include <cstdint>

namespace lethe::transport::rtcp {

enum Type : std::uint8_t { sr = 200, rr = 201, sdes = 202, bye_type = 203, transport_fb = 205, payload_fb = 206 };
enum TransportFormat : std::uint8_t { generic_nack = 1, transport_wide = 15 };
enum PayloadFormat : std::uint8_t { pli = 1, fir = 4, application = 15 };
inline constexpr std::uint32_t remb_name = 0x52454D42;  // "REMB"

}  // namespace lethe::transport::rtcp
