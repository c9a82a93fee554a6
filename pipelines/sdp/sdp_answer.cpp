// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sdp/sdp_answer.hpp"

#include <array>

#include "pipelines/sdp/h264_profile.hpp"

namespace lethe::transport {
namespace {

const char* direction_name(const Direction& d) {
  return d.send ? (d.receive ? "sendrecv" : "sendonly") : (d.receive ? "recvonly" : "inactive");
}

class Lines {
 public:
  template <class... Parts>
  void add(const Parts&... parts) {
    (append(parts), ...);
    text_ += "\r\n";
  }
  std::string take() { return std::move(text_); }

 private:
  void append(std::string_view text) { text_ += text; }
  template <class T>
  requires std::is_integral_v<T>
  void append(T value) { text_ += std::to_string(value); }
  std::string text_;
};

void add_transport(Lines& out, const Agreement& agreement, const AnswerFacts& facts, bool first) {
  out.add("a=ice-ufrag:", facts.ice.ufrag);
  out.add("a=ice-pwd:", facts.ice.password);
  out.add("a=fingerprint:sha-256 ", facts.fingerprint);
  out.add("a=setup:", agreement.role == DtlsRole::Server ? "passive" : "active");
  if (!first) return;
  for (const std::string& candidate : facts.candidates) out.add("a=", candidate);
  out.add("a=end-of-candidates");
}

void add_mid(Lines& out, const std::string& mid) {
  if (!mid.empty()) out.add("a=mid:", mid);
}

void add_extensions(Lines& out, const AgreedSection& section) {
  const std::array<std::pair<int, std::string_view>, 4> all{{{section.level_id, extension_uri::audio_level},
                                                             {section.abs_send_time_id, extension_uri::abs_send_time},
                                                             {section.transport_cc_id, extension_uri::transport_cc},
                                                             {section.mid_id, extension_uri::mid}}};
  for (const auto& [id, uri] : all)
    if (id != 0) out.add("a=extmap:", id, " ", uri);
}

void add_video_format(Lines& out, const SdpFormat& format, std::string_view encoding, std::string_view parameters,
                      const std::optional<SdpFormat>& rtx) {
  const int type = format.payload_type;
  out.add("a=rtpmap:", type, " ", encoding, "/90000");
  for (const std::string_view what : {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"})
    if (format.has_feedback(what)) out.add("a=rtcp-fb:", type, " ", what);
  if (!parameters.empty()) out.add("a=fmtp:", type, " ", parameters);
  if (!rtx) return;
  out.add("a=rtpmap:", rtx->payload_type, " rtx/90000");
  out.add("a=fmtp:", rtx->payload_type, " apt=", type);
}

void add_formats(Lines& out, const AgreedSection& section, bool video) {
  const SdpFormat& format = section.format;
  const int type = format.payload_type;
  if (video && section.codec == media::VideoCodec::H264) {
    add_video_format(out, format, "H264", write_h264(read_h264(format).value_or(H264Format{})), section.rtx);
  } else if (video && section.codec == media::VideoCodec::Vp9) {
    add_video_format(out, format, "VP9", "profile-id=0", section.rtx);
  } else if (video) {
    add_video_format(out, format, "VP8", "", section.rtx);
    // After VP8, because browsers send the first format of an answer.
    if (section.vp9) add_video_format(out, *section.vp9, "VP9", "profile-id=0", section.vp9_rtx);
  } else {
    out.add("a=rtpmap:", type, " opus/48000/2");
    if (format.has_feedback("transport-cc")) out.add("a=rtcp-fb:", type, " transport-cc");
    // What we want to receive (RFC 7587, 6.1): both channels of shared music, which an offer marks as stereo. We do not
    // ask senders to leave silence out, because the first word after it would come later; and silence is not decoded
    // anyway.
    const bool stereo = format.parameter("stereo") == "1" || format.parameter("sprop-stereo") == "1";
    out.add("a=fmtp:", type, " minptime=10;useinbandfec=1", stereo ? ";stereo=1" : "");
    if (section.red) {
      // After Opus, so that senders use it only by their own choice.
      out.add("a=rtpmap:", section.red->payload_type, " red/48000/2");
      out.add("a=fmtp:", section.red->payload_type, " ", type, "/", type);
    }
  }
}

// Without them (or a sent mid extension) Chromium shows nothing.
void add_sources(Lines& out, const AgreedSection& section, const AnswerFacts& facts, bool video) {
  if (!section.direction.send) return;
  const std::uint32_t ssrc = video ? facts.video_ssrc : facts.audio_ssrc;
  const std::string track = video ? "video" : "audio";
  out.add("a=msid:lethe ", track);
  const bool rtx = video && section.rtx;
  if (rtx) out.add("a=ssrc-group:FID ", ssrc, " ", facts.rtx_ssrc);
  for (const std::uint32_t one : {ssrc, facts.rtx_ssrc}) {
    out.add("a=ssrc:", one, " cname:", facts.cname);
    out.add("a=ssrc:", one, " msid:lethe ", track);
    if (!rtx) break;
  }
}

std::string also(const std::optional<SdpFormat>& format) {
  return format ? " " + std::to_string(format->payload_type) : std::string();
}

void add_section(Lines& out, const SdpSection& offered, const AgreedSection& section, const Agreement& agreement,
                 const AnswerFacts& facts, bool first) {
  const bool video = offered.kind == MediaKind::Video;
  out.add("m=", offered.media, " 9 ", offered.protocol, " ", section.format.payload_type, also(section.rtx),
          also(section.vp9), also(section.vp9_rtx), also(section.red));
  out.add("c=IN IP4 0.0.0.0");
  if (video && section.direction.receive) {
    const bool screen = agreement.screen && agreement.screen->index == section.index;
    const int kbit = screen ? facts.screen_bitrate_in : facts.video_bitrate_in;
    out.add("b=AS:", kbit);
    out.add("b=TIAS:", kbit * 1000);
  }
  out.add("a=rtcp:9 IN IP4 0.0.0.0");
  add_transport(out, agreement, facts, first);
  add_mid(out, section.mid);
  add_extensions(out, section);
  out.add("a=", direction_name(section.direction));
  out.add("a=rtcp-mux");
  if (section.reduced_rtcp) out.add("a=rtcp-rsize");
  add_formats(out, section, video);
  add_sources(out, section, facts, video);
}

}  // namespace

std::string write_answer(const Sdp& offer, const Agreement& agreement, const AnswerFacts& facts) {
  Lines out;
  out.add("v=0");
  out.add("o=- ", facts.session_id, " ", facts.version, " IN IP4 127.0.0.1");
  out.add("s=-");
  out.add("t=0 0");
  std::string mids;
  for (std::size_t i = 0; i < offer.sections.size(); ++i)
    if (const AgreedSection* section = agreement.at(i)) mids += " " + section->mid;
  if (!offer.bundle.empty()) out.add("a=group:BUNDLE", mids);
  out.add("a=msid-semantic: WMS lethe");
  bool first = true;
  for (std::size_t i = 0; i < offer.sections.size(); ++i) {
    const SdpSection& offered = offer.sections[i];
    if (const AgreedSection* section = agreement.at(i)) {
      add_section(out, offered, *section, agreement, facts, first);
      first = false;
      continue;
    }
    // One format is enough (RFC 8829, 5.3.1). Some clients refuse the whole answer without ICE and DTLS here.
    out.add("m=", offered.media, " 0 ", offered.protocol, " ", offered.first_format);
    out.add("c=IN IP4 0.0.0.0");
    add_transport(out, agreement, facts, false);
    add_mid(out, offered.mid);
    out.add("a=inactive");
  }
  return out.take();
}

std::string write_fragment(const Agreement& agreement, const IceCredentials& ice,
                           const std::vector<std::string>& candidates) {
  const AgreedSection& first = agreement.first();
  const bool audio_first = agreement.audio && agreement.audio->index == first.index;
  Lines out;
  out.add("a=ice-ufrag:", ice.ufrag);
  out.add("a=ice-pwd:", ice.password);
  out.add("m=", audio_first ? "audio" : "video", " 9 UDP/TLS/RTP/SAVPF ", first.format.payload_type);
  add_mid(out, first.mid);
  for (const std::string& candidate : candidates) out.add("a=", candidate);
  out.add("a=end-of-candidates");
  return out.take();
}

}  // namespace lethe::transport
