// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sdp/sdp_section.hpp"

#include <algorithm>

#include "pipelines/sdp/sdp_text.hpp"

namespace lethe::transport {
namespace {

// Limits of what an answer repeats, and of the number of formats.
constexpr std::size_t token_most = 64, feedback_most = 16;

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
    if (!feedback && parsed->first != -1) format.parameters = parsed->second;
    if (feedback && format.feedback.size() < feedback_most) format.feedback.emplace_back(parsed->second);
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
      {"mid",
       [](SdpSection& s, std::string_view v) {
         if (!is_token(v, token_most)) unreadable("a=mid is malformed");
         s.mid = v;
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

}  // namespace

Direction read_direction(const SdpAttributes& attributes, Direction otherwise) {
  static constexpr std::pair<std::string_view, Direction> table[] = {{"sendrecv", {true, true}},
                                                                     {"sendonly", {true, false}},
                                                                     {"recvonly", {false, true}},
                                                                     {"inactive", {false, false}}};
  for (const auto& attribute : attributes)
    for (const auto& [name, direction] : table)
      if (attribute.first == name) otherwise = direction;
  return otherwise;
}

SdpSection read_section(const GstSDPMedia& media, const SdpAttributes& attributes, Direction usual) {
  SdpSection section;
  if (media.media == nullptr || media.proto == nullptr || gst_sdp_media_formats_len(&media) == 0)
    unreadable("an m= line is malformed");
  section.media = media.media;
  section.protocol = media.proto;
  section.first_format = gst_sdp_media_get_format(&media, 0);
  if (!is_token(section.media, token_most) || !is_token(section.protocol, token_most, "/") ||
      !is_token(section.first_format, token_most))
    unreadable("an m= line is malformed");
  section.kind = section.media == "audio"   ? MediaKind::Audio
                 : section.media == "video" ? MediaKind::Video
                                            : MediaKind::Other;
  section.rejected = media.port == 0;
  section.direction = read_direction(attributes, usual);
  for (guint i = 0; section.kind != MediaKind::Other && i < gst_sdp_media_formats_len(&media); ++i) {
    const auto type = number<int>(std::string_view(gst_sdp_media_get_format(&media, i)));
    if (!type || *type < 0 || *type > 127) unreadable("an m= line is malformed");
    if (section.format(*type) == nullptr) section.formats.emplace_back().payload_type = *type;
  }
  for (guint i = 0; i < gst_sdp_media_bandwidths_len(&media); ++i) {
    const GstSDPBandwidth* one = gst_sdp_media_get_bandwidth(&media, i);
    if (one->bwtype != nullptr && std::string_view(one->bwtype) == "TIAS")
      section.bitrate_limit = static_cast<int>(std::min(one->bandwidth, 1'000'000'000U));
  }
  for (const auto& [key, value] : attributes) read_section_attribute(section, key, value);
  return section;
}

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

}  // namespace lethe::transport
