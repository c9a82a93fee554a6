// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/support/peer_offer.hpp"

namespace lethe::test {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string extensions(bool video) {
  std::string out;
  if (!video) out += "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n";
  out += "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\r\n";
  out += "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n";
  return out + "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n";
}

struct Form {
  std::string encoding;
  int type, rtx;
  std::string parameters;
};
const Form& form(media::VideoCodec codec) {
  static const Form forms[] = {{"VP8", offered::vp8, offered::vp8_rtx, ""},
                               {"H264", offered::h264, offered::h264_rtx,
                                "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"},
                               {"VP9", offered::vp9, offered::vp9_rtx, "profile-id=0"}};
  return forms[static_cast<std::size_t>(codec)];
}

std::string video_format(const Form& form, bool rtx) {
  const std::string type = std::to_string(form.type), again = std::to_string(form.rtx);
  std::string out = "a=rtpmap:" + type + " " + form.encoding + "/90000\r\n";
  for (const char* what : {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"})
    out += "a=rtcp-fb:" + type + " " + what + "\r\n";
  if (!form.parameters.empty()) out += "a=fmtp:" + type + " " + form.parameters + "\r\n";
  if (rtx) out += "a=rtpmap:" + again + " rtx/90000\r\na=fmtp:" + again + " apt=" + type + "\r\n";
  return out;
}

std::string sources_of(std::uint32_t first, std::uint32_t rtx) {
  std::string out = "a=msid:peer track\r\n";
  if (rtx != 0) out += "a=ssrc-group:FID " + number(first) + " " + number(rtx) + "\r\n";
  out += "a=ssrc:" + number(first) + " cname:peer\r\n";
  if (rtx != 0) out += "a=ssrc:" + number(rtx) + " cname:peer\r\n";
  return out;
}

}  // namespace

std::string write_offer(const PeerOptions& options, const transport::IceCredentials& ice,
                        const std::vector<std::string>& candidates, const std::string& fingerprint,
                        const PeerSources& sources) {
  const bool video = !options.codecs.empty();
  std::string transport = "a=ice-ufrag:" + ice.ufrag + "\r\na=ice-pwd:" + ice.password +
                          "\r\na=ice-options:trickle\r\na=fingerprint:sha-256 " + fingerprint +
                          "\r\na=setup:actpass\r\n";
  const std::string direction =
      std::string("a=") + (options.sends ? options.receives ? "sendrecv" : "sendonly" : "recvonly") + "\r\n";
  std::string hosts;
  for (const std::string& candidate : candidates) hosts += "a=" + candidate + "\r\n";
  const std::string common = transport + direction + "a=rtcp-mux\r\na=rtcp-rsize\r\n";
  std::string out = "v=0\r\no=- " + number(sources.session) + " " + number(sources.version) +
                    " IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE";
  out += std::string(options.audio ? " 0" : "") + (video ? " 1" : "") + (video && options.screen ? " 2" : "") +
         "\r\na=msid-semantic: WMS peer\r\n";
  if (options.audio) {
    out += "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n" + hosts + common + extensions(false) +
           "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";
    if (options.sends) out += sources_of(sources.audio, 0);
  }
  if (!video) return out;
  std::string types, formats;
  for (const media::VideoCodec codec : options.codecs) {
    types += " " + std::to_string(form(codec).type);
    if (options.rtx) types += " " + std::to_string(form(codec).rtx);
    formats += video_format(form(codec), options.rtx);
  }
  out += "m=video 9 UDP/TLS/RTP/SAVPF" + types + "\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\n" +
         (options.audio ? std::string() : hosts) + common + extensions(true) + formats;
  if (options.sends) out += sources_of(sources.video, options.rtx ? sources.rtx : 0);
  if (options.screen)
    out += "m=video 9 UDP/TLS/RTP/SAVPF" + types + "\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\n" + transport +
           "a=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n" + extensions(true) + formats +
           sources_of(sources.screen, options.rtx ? sources.screen_rtx : 0);
  return out;
}

}  // namespace lethe::test
