// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers as Chromium, Firefox and libwebrtc in Node write them (shortened to what matters), ways to change them, and
// the answers.
#pragma once

#include <string>

#include "pipelines/sdp/sdp_answer.hpp"

namespace lethe::test {

inline std::string lines(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

inline const std::string fingerprint_line =
    "a=fingerprint:sha-256 "
    "5A:2B:0C:1D:9E:8F:70:61:52:43:34:25:16:07:F8:E9:DA:CB:BC:AD:9E:8F:70:61:52:43:34:25:16:07:F8:E9\n";

inline std::string chromium_offer() {
  const std::string transport =
      "a=rtcp:9 IN IP4 0.0.0.0\na=ice-ufrag:k3Zp\na=ice-pwd:yB+2qk1jX9w0d7VxLJt5mFhe\na=ice-options:trickle\n" +
      fingerprint_line + "a=setup:actpass\n";
  return lines(
      "v=0\no=- 6530421387190523118 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE 0 1\na=extmap-allow-mixed\n"
      "a=msid-semantic: WMS 7c1f\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\nc=IN IP4 0.0.0.0\n" +
      transport +
      "a=mid:0\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\n"
      "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\n"
      "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\n"
      "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\na=sendrecv\na=msid:7c1f 1d2e\na=rtcp-mux\na=rtcp-rsize\n"
      "a=rtpmap:111 opus/48000/2\na=rtcp-fb:111 transport-cc\na=fmtp:111 minptime=10;useinbandfec=1\n"
      "a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\na=rtpmap:9 G722/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\n"
      "a=rtpmap:13 CN/8000\na=rtpmap:110 telephone-event/48000\na=rtpmap:126 telephone-event/8000\n"
      "a=ssrc:1442351210 cname:gQ4\na=ssrc:1442351210 msid:7c1f 1d2e\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104 107 108 109 114 45 46 98 99 116\nc=IN IP4 0.0.0.0\n" +
      transport +
      "a=mid:1\na=extmap:14 urn:ietf:params:rtp-hdrext:toffset\n"
      "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\na=extmap:13 urn:3gpp:video-orientation\n"
      "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\n"
      "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\na=sendrecv\na=msid:7c1f 3f4a\na=rtcp-mux\na=rtcp-rsize\n"
      "a=rtpmap:96 VP8/90000\na=rtcp-fb:96 goog-remb\na=rtcp-fb:96 transport-cc\na=rtcp-fb:96 ccm fir\na=rtcp-fb:96 "
      "nack\n"
      "a=rtcp-fb:96 nack pli\na=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n"
      "a=rtpmap:103 H264/90000\na=rtcp-fb:103 nack\na=rtcp-fb:103 nack pli\n"
      "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f\n"
      "a=rtpmap:104 rtx/90000\na=fmtp:104 apt=103\n"
      "a=rtpmap:107 H264/90000\na=fmtp:107 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f\n"
      "a=rtpmap:108 rtx/90000\na=fmtp:108 apt=107\n"
      "a=rtpmap:109 H264/90000\na=rtcp-fb:109 nack\na=rtcp-fb:109 nack pli\n"
      "a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\n"
      "a=rtpmap:114 rtx/90000\na=fmtp:114 apt=109\na=rtpmap:45 AV1/90000\na=rtpmap:46 rtx/90000\na=fmtp:46 apt=45\n"
      "a=rtpmap:98 VP9/90000\na=fmtp:98 profile-id=0\na=rtpmap:99 rtx/90000\na=fmtp:99 apt=98\na=rtpmap:116 red/90000\n"
      "a=ssrc-group:FID 2231627014 632943048\na=ssrc:2231627014 cname:gQ4\na=ssrc:2231627014 msid:7c1f 3f4a\n"
      "a=ssrc:632943048 cname:gQ4\na=ssrc:632943048 msid:7c1f 3f4a\n");
}

// Fingerprint and options at session level; later sections bundle-only on port 0 without ICE attributes.
inline std::string firefox_offer() {
  return lines(
      "v=0\no=mozilla...THIS_IS_SDPARTA-99.0 8139236422 0 IN IP4 0.0.0.0\ns=-\nt=0 0\na=sendrecv\n" + fingerprint_line +
      "a=group:BUNDLE 0 1\na=ice-options:trickle\na=msid-semantic:WMS *\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101\nc=IN IP4 0.0.0.0\n"
      "a=candidate:0 1 UDP 2122252543 b1d2.local 51472 typ host\na=candidate:1 1 UDP 2122187007 192.0.2.7 51473 typ "
      "host\n"
      "a=sendrecv\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\n"
      "a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level\na=extmap:3 "
      "urn:ietf:params:rtp-hdrext:sdes:mid\n"
      "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1\na=fmtp:101 "
      "0-15\na=ice-pwd:2a84b1c9e0d37f5566778899aabbccdd\n"
      "a=ice-ufrag:9e1f00aa\na=mid:0\na=msid:{a} {b}\na=rtcp-mux\na=rtpmap:109 opus/48000/2\na=rtpmap:9 G722/8000/1\n"
      "a=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000/1\na=setup:actpass\n"
      "a=ssrc:3211837710 cname:{c}\n"
      "m=video 0 UDP/TLS/RTP/SAVPF 120 124 121 125\nc=IN IP4 0.0.0.0\na=bundle-only\na=sendrecv\n"
      "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\na=extmap:4 "
      "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\n"
      "a=extmap:5 urn:ietf:params:rtp-hdrext:toffset\n"
      "a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\n"
      "a=fmtp:120 max-fs=12288;max-fr=60\na=fmtp:124 apt=120\na=fmtp:121 max-fs=12288;max-fr=60\na=fmtp:125 apt=121\n"
      "a=mid:1\na=msid:{a} {d}\na=rtcp-fb:120 nack\na=rtcp-fb:120 nack pli\na=rtcp-fb:120 ccm fir\na=rtcp-fb:120 "
      "goog-remb\n"
      "a=rtcp-fb:120 transport-cc\na=rtcp-mux\na=rtcp-rsize\na=rtpmap:120 VP8/90000\na=rtpmap:124 rtx/90000\n"
      "a=rtpmap:121 VP9/90000\na=rtpmap:125 rtx/90000\na=setup:actpass\na=ssrc:1108862349 cname:{c}\n"
      "a=ssrc:4046532215 cname:{c}\na=ssrc-group:FID 1108862349 4046532215\n");
}

// A listener: recvonly sections, no sources.
inline std::string node_listener_offer() {
  const std::string transport =
      "a=ice-ufrag:Xy0z\na=ice-pwd:AAAABBBBCCCCDDDDEEEEFF\n" + fingerprint_line + "a=setup:actpass\n";
  return lines(
      "v=0\no=- 2110 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE audio video\na=msid-semantic: WMS\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 111 103\nc=IN IP4 0.0.0.0\n" +
      transport +
      "a=mid:audio\na=recvonly\na=rtcp-mux\na=rtpmap:111 opus/48000/2\na=fmtp:111 "
      "minptime=10;useinbandfec=1\na=rtpmap:103 ISAC/16000\n"
      "m=video 9 UDP/TLS/RTP/SAVPF 98 96\nc=IN IP4 0.0.0.0\n" +
      transport +
      "a=mid:video\na=recvonly\na=rtcp-mux\na=rtcp-rsize\na=rtpmap:98 VP9/90000\na=rtpmap:96 VP8/90000\na=rtcp-fb:96 "
      "nack\n"
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\nc=IN IP4 0.0.0.0\n" +
      transport + "a=mid:data\na=sctp-port:5000\n");
}

inline std::string without(std::string text, const std::string& line) {
  for (auto at = text.find(line); at != std::string::npos; at = text.find(line)) {
    const auto end = text.find("\r\n", at);
    text.erase(at, end + 2 - at);
  }
  return text;
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// What the server would answer.
inline std::string answer_to(const std::string& text, transport::Directions allowed = {}) {
  const transport::Sdp offer = transport::parse_sdp(text);
  const transport::AnswerFacts facts{{"ours", "ourpasswordourpassword"},
                                     {"candidate:1 1 udp 1 192.0.2.1 5000 typ host"},
                                     "AA:BB",
                                     7,
                                     1,
                                     "name",
                                     11,
                                     22,
                                     33,
                                     600,
                                     1500};
  return transport::write_answer(offer, transport::agree(offer, allowed), facts);
}

}  // namespace lethe::test
