// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sdp/sdp.hpp"

#include <algorithm>
#include <memory>

#include "pipelines/sdp/sdp_section.hpp"
#include "pipelines/sdp/sdp_text.hpp"

namespace lethe::transport {
namespace {

constexpr std::size_t text_most = 65'536, sections_most = 32, candidates_most = 64, fingerprints_most = 8;

bool is_ice_text(std::string_view text, std::size_t least) {  // RFC 8839, 5.4
  return text.size() >= least && text.size() <= 256 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
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

// GstSDP skips what it does not understand, but a text that is no description must be refused; so check the lines
// first.
void check_lines(std::string_view text) {
  if (text.size() > text_most) unreadable("the description is too long");
  if (!is_printable(text)) unreadable("the description is not text");
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

// The first occurrence of each attribute counts.
SdpTransport read_transport(const SdpAttributes& attributes) {
  SdpTransport transport;
  for (const auto& [key, value] : attributes) {
    if (key == "ice-ufrag" && transport.ice.ufrag.empty()) transport.ice.ufrag = value;
    if (key == "ice-pwd" && transport.ice.password.empty()) transport.ice.password = value;
    if (key == "setup" && transport.setup.empty()) transport.setup = value;
    if (key == "fingerprint" && transport.fingerprints.size() < fingerprints_most)
      transport.fingerprints.push_back(read_fingerprint(value));
    if (key == "candidate" && transport.candidates.size() < candidates_most)
      transport.candidates.push_back("candidate:" + std::string(value));
  }
  check_credentials(transport.ice);
  return transport;
}

void fill_gaps(SdpTransport& transport, const SdpTransport& from) {
  if (transport.ice.ufrag.empty() && transport.ice.password.empty()) transport.ice = from.ice;
  if (transport.setup.empty()) transport.setup = from.setup;
  if (transport.fingerprints.empty()) transport.fingerprints = from.fingerprints;
  if (transport.candidates.empty()) transport.candidates = from.candidates;
}

std::vector<std::string> read_bundle(const SdpAttributes& attributes) {
  std::vector<std::string> mids;
  for (const auto& [key, value] : attributes)
    if (key == "group" && value.starts_with("BUNDLE") && mids.empty())
      for (const std::string_view mid : split(value.substr(6), ' ')) mids.emplace_back(mid);
  return mids;
}

SdpAttributes attributes_of(const GstSDPMedia& media) {
  SdpAttributes all;
  for (guint i = 0; i < gst_sdp_media_attributes_len(&media); ++i) {
    const GstSDPAttribute* one = gst_sdp_media_get_attribute(&media, i);
    all.emplace_back(one->key, one->value != nullptr ? one->value : "");
  }
  return all;
}

SdpAttributes attributes_of(const GstSDPMessage& message) {
  SdpAttributes all;
  for (guint i = 0; i < gst_sdp_message_attributes_len(&message); ++i) {
    const GstSDPAttribute* one = gst_sdp_message_get_attribute(&message, i);
    all.emplace_back(one->key, one->value != nullptr ? one->value : "");
  }
  return all;
}

}  // namespace

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
  const GstSDPOrigin* origin = gst_sdp_message_get_origin(raw);
  if (origin->sess_id != nullptr) sdp.session_id = origin->sess_id;
  if (origin->sess_version != nullptr) sdp.version = number<std::uint64_t>(origin->sess_version).value_or(0);
  const SdpAttributes of_session = attributes_of(*raw);
  sdp.bundle = read_bundle(of_session);
  sdp.transport = read_transport(of_session);
  const Direction usual = read_direction(of_session);
  for (guint i = 0; i < gst_sdp_message_medias_len(raw); ++i) {
    const GstSDPMedia* media = gst_sdp_message_get_media(raw, i);
    const SdpAttributes attributes = attributes_of(*media);
    SdpSection& section = sdp.sections.emplace_back(read_section(*media, attributes, usual));
    if (section.rejected) continue;
    section.transport = read_transport(attributes);
    fill_gaps(sdp.transport, section.transport);
  }
  return sdp;
}

SdpFragment parse_fragment(std::string_view text) {
  if (text.size() > text_most || !is_printable(text)) unreadable("the fragment is not text");
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
