// SPDX-License-Identifier: AGPL-3.0-or-later
// A session description (RFC 8866, JSEP RFC 8829), offer or answer, as far as this transport uses it: read with GstSDP
// into plain values, without judging them. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipelines/secure/dtls.hpp"
#include "pipelines/secure/ice.hpp"

namespace lethe::transport {

enum class MediaKind { Audio, Video, Other };

struct Direction {  // from its writer's point of view
  bool send = true, receive = true;
};

struct SdpFormat {
  int payload_type = -1;
  std::string encoding;  // upper case: OPUS, VP8, H264, RTX
  int clock_rate = 0, channels = 1;
  std::string parameters;             // fmtp, without the payload type
  std::vector<std::string> feedback;  // rtcp-fb, for this format or all

  // Value of one fmtp parameter, in lower case.
  std::optional<std::string> parameter(std::string_view name) const;
  bool has_feedback(std::string_view what) const;
};

struct SdpExtension {
  int id = 0;
  std::string uri;
};

struct SdpSource {
  std::uint32_t ssrc = 0, rtx_ssrc = 0;  // 0: none
  std::string cname;
};

// The given ICE and DTLS parameters.
struct SdpTransport {
  IceCredentials ice;
  std::vector<Fingerprint> fingerprints;
  std::string setup;
  std::vector<std::string> candidates;
};

struct SdpSection {
  MediaKind kind = MediaKind::Other;
  std::string media, protocol, first_format;  // of the m= line: tokens
  bool rejected = false;                      // port 0 and not bundle-only
  std::string mid;
  Direction direction;
  bool rtcp_mux = false, rtcp_reduced = false;
  bool slides = false;             // a=content:slides, RFC 4796
  std::vector<SdpFormat> formats;  // in order of preference
  std::vector<SdpExtension> extensions;
  SdpSource source;
  int bitrate_limit = 0;   // b=TIAS, bit/s
  SdpTransport transport;  // its own

  const SdpFormat* format(int payload_type) const;
  int extension(std::string_view uri) const;  // id, 0 when absent
};

struct Sdp {
  std::string session_id;           // of the o= line: constant for the writer's connection
  std::uint64_t version = 0;        // of the o= line: grows with each description
  std::vector<std::string> bundle;  // mids; empty: no BUNDLE group
  SdpTransport transport;           // of the session, or of the first used section that has it
  std::vector<SdpSection> sections;
};

namespace extension_uri {
inline constexpr std::string_view audio_level = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
inline constexpr std::string_view mid = "urn:ietf:params:rtp-hdrext:sdes:mid";
inline constexpr std::string_view abs_send_time = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
inline constexpr std::string_view transport_cc =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
}  // namespace extension_uri

// Throws Error InvalidSdp naming the unreadable part; text that is not printable counts as such. What an answer repeats
// of its offer (kinds, protocols, mids) is short and consists of token characters.
Sdp parse_sdp(std::string_view text);

// application/trickle-ice-sdpfrag (RFC 8840). Credentials may be empty. Throws Error InvalidSdp.
struct SdpFragment {
  IceCredentials ice;
  std::vector<std::string> candidates;
};
SdpFragment parse_fragment(std::string_view text);

}  // namespace lethe::transport
