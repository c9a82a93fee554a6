// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/sdp.hpp"

#include <gst/sdp/gstsdpmessage.h>

#include <algorithm>
#include <charconv>

#include "base/error.hpp"

namespace lethe::transport {
namespace {

constexpr std::size_t text_most = 65'536, sections_most = 32, candidates_most = 64;

[[noreturn]] void unreadable(const char* what) { throw Error(Code::InvalidSdp, what); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}
std::string uppered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = text.find(at);
    if (end != 0) parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "111 rest" → payload type and rest; "*" is -1.
std::optional<std::pair<int, std::string_view>> typed(std::string_view text) {
  const auto space = text.find(' ');
  const std::string_view head = text.substr(0, space);
  const std::string_view rest = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  if (head == "*") return std::pair{-1, rest};
  const auto type = number<int>(head);
  if (!type || *type < 0 || *type > 127) return std::nullopt;
  return std::pair{*type, rest};
}

bool is_ice_text(std::string_view text, std::size_t least) {  // RFC 8839, 5.4
  return text.size() >= least && text.size() <= 256 && std::all_of(text.begin(), text.end(), [](char c) {
           return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
         });
}

void check_credentials(const IceCredentials& ice) {
  if (!ice.ufrag.empty() && !is_ice_text(ice.ufrag, 4)) unreadable("a=ice-ufrag is malformed");
  if (!ice.password.empty() && !is_ice_text(ice.password, 22)) unreadable("a=ice-pwd is malformed");
}

Fingerprint read_fingerprint(std::string_view text) {
  const auto parts = split(text, ' ');
  if (parts.size() != 2) unreadable("a=fingerprint is malformed");
  Fingerprint print{lowered(parts[0]), uppered(parts[1])};
  for (std::size_t i = 0; i < print.value.size(); ++i) {
    const char c = print.value[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
    if (i % 3 == 2 ? c != ':' : !hex) unreadable("a=fingerprint is malformed");
  }
  if (print.value.size() % 3 != 2) unreadable("a=fingerprint is malformed");
  return print;
}

struct FreeMessage {
  void operator()(GstSDPMessage* m) const { gst_sdp_message_free(m); }
};

// GstSDP skips what it does not understand; a description that is not one must be refused, so look at the lines first.
void check_lines(std::string_view text) {
  if (text.size() > text_most) unreadable("the description is too long");
  if (text.find('\0') != std::string_view::npos) unreadable("the description is not text");
  std::size_t count = 0;
  bool origin = false, session = false;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (line.size() < 2 || line[1] != '=' || line[0] < 'a' || line[0] > 'z')
      unreadable("a line is not of the form x=…");
    if (count++ == 0 && line != "v=0") unreadable("the first line is not v=0");
    origin = origin || line[0] == 'o';
    session = session || line[0] == 's';
  }
  if (count == 0) unreadable("the description is empty");
  if (!origin || !session) unreadable("o= or s= is missing");
}

using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

void read_rtp_map(SdpSection& section, std::string_view value) {
  const auto [type, rest] = typed(value).value_or(std::pair{-1, std::string_view()});
  const auto parts = split(rest, '/');
  if (type < 0 || parts.size() < 2) unreadable("a=rtpmap is malformed");
  for (SdpFormat& format : section.formats) {
    if (format.payload_type != type) continue;
    format.encoding = uppered(parts[0]);
    format.clock_rate = number<int>(parts[1]).value_or(0);
    format.channels = parts.size() > 2 ? number<int>(parts[2]).value_or(0) : 1;
  }
}

void read_for_formats(SdpSection& section, std::string_view value, bool feedback) {
  const auto parsed = typed(value);
  if (!parsed) unreadable(feedback ? "a=rtcp-fb is malformed" : "a=fmtp is malformed");
  for (SdpFormat& format : section.formats) {
    if (parsed->first != -1 && parsed->first != format.payload_type) continue;
    if (feedback)
      format.feedback.emplace_back(parsed->second);
    else
      format.parameters = parsed->second;
  }
}

void read_extension(SdpSection& section, std::string_view value) {
  const auto parts = split(value, ' ');
  if (parts.size() < 2) unreadable("a=extmap is malformed");
  const auto id = number<int>(parts[0].substr(0, parts[0].find('/')));
  if (!id || *id < 1) unreadable("a=extmap is malformed");
  if (*id <= 14) section.extensions.push_back({*id, std::string(parts[1])});
}

void read_source(SdpSection& section, std::string_view value) {
  const auto space = value.find(' ');
  const auto ssrc = number<std::uint32_t>(value.substr(0, space));
  if (!ssrc) unreadable("a=ssrc is malformed");
  if (section.source.ssrc == 0) section.source.ssrc = *ssrc;
  if (space == std::string_view::npos || *ssrc != section.source.ssrc) return;
  const std::string_view rest = value.substr(space + 1);
  if (rest.starts_with("cname:")) section.source.cname = rest.substr(6);
}

void read_source_group(SdpSection& section, std::string_view value) {
  const auto parts = split(value, ' ');
  if (parts.size() != 3 || parts[0] != "FID" || section.source.rtx_ssrc != 0) return;
  const auto first = number<std::uint32_t>(parts[1]), second = number<std::uint32_t>(parts[2]);
  if (!first || !second) unreadable("a=ssrc-group is malformed");
  section.source.ssrc = *first;
  section.source.rtx_ssrc = *second;
}

void read_section_attribute(SdpSection& section, std::string_view key, std::string_view value) {
  using Read = void (*)(SdpSection&, std::string_view);
  static constexpr std::pair<std::string_view, Read> table[] = {
      {"mid", [](SdpSection& s, std::string_view v) { s.mid = v; }},
      {"sendrecv",
       [](SdpSection& s, std::string_view) {
         s.direction = {true, true};
       }},
      {"sendonly",
       [](SdpSection& s, std::string_view) {
         s.direction = {true, false};
       }},
      {"recvonly",
       [](SdpSection& s, std::string_view) {
         s.direction = {false, true};
       }},
      {"inactive",
       [](SdpSection& s, std::string_view) {
         s.direction = {false, false};
       }},
      {"rtcp-mux", [](SdpSection& s, std::string_view) { s.rtcp_mux = true; }},
      {"rtcp-rsize", [](SdpSection& s, std::string_view) { s.rtcp_reduced = true; }},
      {"content",
       [](SdpSection& s, std::string_view v) {
         const auto kinds = split(v, ',');
         s.slides = std::find(kinds.begin(), kinds.end(), "slides") != kinds.end();
       }},
      {"bundle-only", [](SdpSection& s, std::string_view) { s.rejected = false; }},
      {"rtpmap", read_rtp_map},
      {"fmtp", [](SdpSection& s, std::string_view v) { read_for_formats(s, v, false); }},
      {"rtcp-fb", [](SdpSection& s, std::string_view v) { read_for_formats(s, v, true); }},
      {"extmap", read_extension},
      {"ssrc", read_source},
      {"ssrc-group", read_source_group}};
  for (const auto& [name, read] : table)
    if (name == key) return read(section, value);
}

// ICE and DTLS attributes: the first that is found counts.
void read_transport(Sdp& sdp, const Attributes& attributes) {
  const bool fresh = sdp.fingerprints.empty();
  for (const auto& [key, value] : attributes) {
    if (key == "ice-ufrag" && sdp.ice.ufrag.empty()) sdp.ice.ufrag = value;
    if (key == "ice-pwd" && sdp.ice.password.empty()) sdp.ice.password = value;
    if (key == "setup" && sdp.setup.empty()) sdp.setup = value;
    if (key == "fingerprint" && fresh) sdp.fingerprints.push_back(read_fingerprint(value));
    if (key == "candidate" && sdp.candidates.size() < candidates_most)
      sdp.candidates.push_back("candidate:" + std::string(value));
    if (key == "group" && value.starts_with("BUNDLE") && sdp.bundle.empty())
      for (const std::string_view mid : split(value.substr(6), ' ')) sdp.bundle.emplace_back(mid);
  }
}

Attributes attributes_of(const GstSDPMedia& media) {
  Attributes all;
  for (guint i = 0; i < gst_sdp_media_attributes_len(&media); ++i) {
    const GstSDPAttribute* one = gst_sdp_media_get_attribute(&media, i);
    all.emplace_back(one->key, one->value != nullptr ? one->value : "");
  }
  return all;
}

Attributes attributes_of(const GstSDPMessage& message) {
  Attributes all;
  for (guint i = 0; i < gst_sdp_message_attributes_len(&message); ++i) {
    const GstSDPAttribute* one = gst_sdp_message_get_attribute(&message, i);
    all.emplace_back(one->key, one->value != nullptr ? one->value : "");
  }
  return all;
}

SdpSection read_section(const GstSDPMedia& media, const Attributes& attributes) {
  SdpSection section;
  if (media.media == nullptr || media.proto == nullptr || gst_sdp_media_formats_len(&media) == 0)
    unreadable("an m= line is malformed");
  section.media = media.media;
  section.protocol = media.proto;
  section.kind = section.media == "audio"   ? MediaKind::Audio
                 : section.media == "video" ? MediaKind::Video
                                            : MediaKind::Other;
  section.rejected = media.port == 0;
  for (guint i = 0; i < gst_sdp_media_formats_len(&media); ++i) {
    const std::string_view text = gst_sdp_media_get_format(&media, i);
    section.format_list += (i > 0 ? " " : "") + std::string(text);
    if (section.kind == MediaKind::Other) continue;
    const auto type = number<int>(text);
    if (!type || *type < 0 || *type > 127) unreadable("an m= line is malformed");
    section.formats.emplace_back().payload_type = *type;
  }
  for (guint i = 0; i < gst_sdp_media_bandwidths_len(&media); ++i) {
    const GstSDPBandwidth* one = gst_sdp_media_get_bandwidth(&media, i);
    if (one->bwtype != nullptr && std::string_view(one->bwtype) == "TIAS")
      section.bitrate_limit = static_cast<int>(std::min(one->bandwidth, 1'000'000'000U));
  }
  for (const auto& [key, value] : attributes) read_section_attribute(section, key, value);
  return section;
}

}  // namespace

std::optional<std::string> SdpFormat::parameter(std::string_view name) const {
  for (std::string_view one : split(parameters, ';')) {
    while (one.starts_with(' ')) one.remove_prefix(1);
    const auto equals = one.find('=');
    if (equals != std::string_view::npos && lowered(one.substr(0, equals)) == name)
      return lowered(one.substr(equals + 1));
  }
  return std::nullopt;
}

bool SdpFormat::has_feedback(std::string_view what) const {
  return std::find(feedback.begin(), feedback.end(), what) != feedback.end();
}

const SdpFormat* SdpSection::format(int payload_type) const {
  for (const SdpFormat& one : formats)
    if (one.payload_type == payload_type) return &one;
  return nullptr;
}

int SdpSection::extension(std::string_view uri) const {
  for (const SdpExtension& one : extensions)
    if (one.uri == uri) return one.id;
  return 0;
}

Sdp parse_sdp(std::string_view text) {
  check_lines(text);
  GstSDPMessage* raw = nullptr;
  gst_sdp_message_new(&raw);
  const std::unique_ptr<GstSDPMessage, FreeMessage> message(raw);
  if (gst_sdp_message_parse_buffer(reinterpret_cast<const guint8*>(text.data()), static_cast<guint>(text.size()),
                                   raw) != GST_SDP_OK)
    unreadable("the description cannot be parsed");
  if (gst_sdp_message_medias_len(raw) > sections_most) unreadable("there are too many sections");
  Sdp sdp;
  read_transport(sdp, attributes_of(*raw));
  for (guint i = 0; i < gst_sdp_message_medias_len(raw); ++i) {
    const GstSDPMedia* media = gst_sdp_message_get_media(raw, i);
    const Attributes attributes = attributes_of(*media);
    sdp.sections.push_back(read_section(*media, attributes));
    if (!sdp.sections.back().rejected) read_transport(sdp, attributes);
  }
  check_credentials(sdp.ice);
  return sdp;
}

SdpFragment parse_fragment(std::string_view text) {
  if (text.size() > text_most || text.find('\0') != std::string_view::npos) unreadable("the fragment is not text");
  SdpFragment fragment;
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (line.size() < 2 || line[1] != '=') unreadable("a line is not of the form x=…");
    if (line.starts_with("a=ice-ufrag:") && fragment.ice.ufrag.empty()) fragment.ice.ufrag = line.substr(12);
    if (line.starts_with("a=ice-pwd:") && fragment.ice.password.empty()) fragment.ice.password = line.substr(10);
    if (line.starts_with("a=candidate:") && fragment.candidates.size() < candidates_most)
      fragment.candidates.emplace_back(line.substr(2));
  }
  check_credentials(fragment.ice);
  return fragment;
}

}  // namespace lethe::transport
