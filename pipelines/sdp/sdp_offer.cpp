// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sdp/sdp_offer.hpp"

#include <algorithm>

#include "mcu/base/error.hpp"
#include "pipelines/sdp/h264_profile.hpp"

namespace lethe::transport {
namespace {

const SdpFormat* choose_audio(const SdpSection& section) {
  for (const SdpFormat& one : section.formats)
    if (one.encoding == "OPUS" && one.clock_rate == 48'000 && one.channels == 2) return &one;
  return nullptr;
}

bool is_usable_vp9(const SdpFormat& format) {
  return format.encoding == "VP9" && format.clock_rate == 90'000 && format.parameter("profile-id").value_or("0") == "0";
}

const SdpFormat* choose_h264(const SdpSection& section) {
  using Rank = std::pair<bool, H264Format::Profile>;  // the smallest is preferred, then the offer's order
  const SdpFormat* best = nullptr;
  Rank best_rank;
  for (const SdpFormat& one : section.formats) {
    const auto read = read_h264(one);
    if (!read) continue;
    const Rank rank{!read->fragments, read->profile};
    if (best == nullptr || rank < best_rank) best = &one, best_rank = rank;
  }
  return best;
}

// VP8 if offered, so that a room has one codec; otherwise the preferred H.264, otherwise VP9.
const SdpFormat* choose_video(const SdpSection& section) {
  for (const SdpFormat& one : section.formats)
    if (one.encoding == "VP8" && one.clock_rate == 90'000) return &one;
  if (const SdpFormat* h264 = choose_h264(section)) return h264;
  const auto vp9 = std::find_if(section.formats.begin(), section.formats.end(), is_usable_vp9);
  return vp9 != section.formats.end() ? &*vp9 : nullptr;
}

media::VideoCodec codec_of(const SdpFormat& format) {
  if (format.encoding == "H264") return media::VideoCodec::H264;
  return format.encoding == "VP9" ? media::VideoCodec::Vp9 : media::VideoCodec::Vp8;
}

// Not VP9 in every size, which costs more than a room has; and no H.264 whose units may not be fragmented, because ours
// are larger than a packet.
bool can_be_sent(const SdpFormat& format) {
  if (format.encoding != "H264") return format.encoding != "VP9";
  const auto h264 = read_h264(format);
  return h264 && h264->fragments;
}

std::optional<SdpFormat> retransmissions(const SdpSection& section, const SdpFormat& format) {
  for (const SdpFormat& one : section.formats)
    if (one.encoding == "RTX" && one.parameter("apt") == std::to_string(format.payload_type)) return one;
  return std::nullopt;
}

void add_vp9(const SdpSection& section, AgreedSection& agreed) {
  if (agreed.codec != media::VideoCodec::Vp8) return;
  for (const SdpFormat& one : section.formats) {
    if (!is_usable_vp9(one)) continue;
    const auto rtx = retransmissions(section, one);
    if (agreed.rtx && !rtx) continue;
    agreed.vp9 = one;
    if (agreed.rtx) agreed.vp9_rtx = rtx;
    return;
  }
}

// Its parameters are the payload types that such a packet may contain, separated by slashes.
bool is_redundant(const SdpFormat& red, const SdpFormat& format) {
  const std::string type = std::to_string(format.payload_type);
  const std::string& types = red.parameters;
  return types == type || types.starts_with(type + "/");
}

std::optional<AgreedSection> agree_on(const SdpSection& section, std::size_t index) {
  const bool video = section.kind == MediaKind::Video;
  const SdpFormat* format = video ? choose_video(section) : choose_audio(section);
  if (format == nullptr) return std::nullopt;
  AgreedSection agreed;
  agreed.index = index;
  agreed.mid = section.mid;
  agreed.format = *format;
  agreed.codec = codec_of(*format);
  if (video) agreed.rtx = retransmissions(section, *format);
  if (!video)
    for (const SdpFormat& one : section.formats)
      if (one.encoding == "RED" && one.clock_rate == 48'000 && is_redundant(one, *format)) agreed.red = one;
  agreed.direction = {section.direction.receive && can_be_sent(*format), section.direction.send};
  agreed.mid_id = !section.mid.empty() && section.mid.size() <= 16 ? section.extension(extension_uri::mid) : 0;
  agreed.level_id = video ? 0 : section.extension(extension_uri::audio_level);
  agreed.transport_cc_id = section.extension(extension_uri::transport_cc);
  agreed.abs_send_time_id = section.extension(extension_uri::abs_send_time);
  agreed.reduced_rtcp = section.rtcp_reduced;
  agreed.source = section.source;
  return agreed;
}

struct Missing {
  void add(std::string_view what) { text += (text.empty() ? "missing: " : ", ") + std::string(what); }
  std::string text;
};

// The sections of an offer that it does not reject itself.
struct Offered {
  bool audio = false, video = false;
  bool more = false;                // more than there are places
  bool mux = true, bundled = true;  // of the accepted sections
  int taken = 0;
};

void take_section(const Sdp& offer, std::size_t index, Directions allowed, Agreement& agreement, Offered& offered) {
  const SdpSection& section = offer.sections[index];
  if (section.rejected || section.kind == MediaKind::Other) return;
  const bool video = section.kind == MediaKind::Video;
  (video ? offered.video : offered.audio) = true;
  // Browsers cannot say what a section shows: of two video sections without RFC 4796, the second is the screen.
  const bool screen = video && (section.slides || agreement.video);
  auto& place = !video ? agreement.audio : screen ? agreement.screen : agreement.video;
  if (place) {  // one of each kind; further ones are answered with port 0
    offered.more = true;
    return;
  }
  place = agree_on(section, index);
  if (!place) return;
  ++offered.taken;
  if (screen || !allowed.gets) place->direction.send = false;
  if (!allowed.gives) place->direction.receive = false;
  if (!screen && video && place->direction.send) add_vp9(section, *place);
  offered.mux = offered.mux && section.rtcp_mux;
  offered.bundled =
      offered.bundled && std::find(offer.bundle.begin(), offer.bundle.end(), section.mid) != offer.bundle.end();
}

// Taken from the first accepted section, which tags the answer's bundle (RFC 8843, 7.3). Missing parts come from the
// session, or from the section that the offer tagged.
SdpTransport transport_of(const Sdp& offer, const AgreedSection& first) {
  SdpTransport own = offer.sections[first.index].transport;
  if (own.ice.ufrag.empty() && own.ice.password.empty()) own.ice = offer.transport.ice;
  if (own.fingerprints.empty()) own.fingerprints = offer.transport.fingerprints;
  if (own.setup.empty()) own.setup = offer.transport.setup;
  return own;
}

}  // namespace

const AgreedSection* Agreement::at(std::size_t index) const {
  for (const auto* one : {&audio, &video, &screen})
    if (*one && (*one)->index == index) return &**one;
  return nullptr;
}

const AgreedSection& Agreement::first() const {
  const AgreedSection* found = nullptr;
  for (const auto* one : {&audio, &video, &screen})
    if (*one && (found == nullptr || (*one)->index < found->index)) found = &**one;
  return *found;
}

PeerInfo Agreement::info() const {
  PeerInfo info;
  if (audio) {
    info.sends_audio = audio->direction.receive;
    info.gets_audio = audio->direction.send;
  }
  if (video) {
    info.sends_video = video->direction.receive;
    info.gets_video = video->direction.send;
    info.codec = video->codec;
    info.gets_vp9 = video->vp9.has_value();
    info.estimated = info.gets_video && video->transport_cc_id != 0 && video->format.has_feedback("transport-cc");
  }
  info.sends_screen = screen && screen->direction.receive;
  return info;
}

Agreement agree(const Sdp& offer, Directions allowed) {
  Agreement agreement;
  Missing missing;
  Offered offered;
  for (std::size_t i = 0; i < offer.sections.size(); ++i) take_section(offer, i, allowed, agreement, offered);
  if (!offered.audio && !offered.video) missing.add("an audio or video section");
  const bool nothing = !agreement.audio && !agreement.video && !agreement.screen;
  // A device must be told what it would lack: half an answer is no answer (RFC 9725, 4.4).
  const bool all = !allowed.gives || !allowed.gets;
  if (offered.audio && !agreement.audio && (nothing || all)) missing.add("Opus for audio");
  if (offered.video && !agreement.video && !agreement.screen && (nothing || all))
    missing.add("VP8, H.264 (baseline, main or high) or VP9 (profile 0) for video");
  if (offered.more && all) missing.add("a place for more than one audio and two video sections");
  const auto flows = [&](bool Direction::*way) {
    for (const auto* one : {&agreement.audio, &agreement.video, &agreement.screen})
      if (*one && (*one)->direction.*way) return true;
    return false;
  };
  if (!allowed.gets && !flows(&Direction::receive)) missing.add("something that is sent");
  if (!allowed.gives && !flows(&Direction::send)) missing.add("something that is received");
  // A single section has nothing to be bundled with.
  if (!offered.bundled && offered.taken > 1) missing.add("BUNDLE");
  if (!offered.mux) missing.add("rtcp-mux");
  const SdpTransport transport = nothing ? offer.transport : transport_of(offer, agreement.first());
  if (transport.ice.ufrag.empty() || transport.ice.password.empty()) missing.add("ICE credentials");
  std::copy_if(transport.fingerprints.begin(), transport.fingerprints.end(), std::back_inserter(agreement.fingerprints),
               [](const Fingerprint& f) { return f.hash == "sha-256" || f.hash == "sha-384" || f.hash == "sha-512"; });
  if (agreement.fingerprints.empty()) missing.add("a DTLS fingerprint (SHA-256 or longer)");
  if (!missing.text.empty()) throw Error(Code::UnacceptableSdp, missing.text);
  agreement.ice = transport.ice;
  // We are passive whenever possible: browsers then prefer GCM.
  agreement.role = transport.setup == "passive" ? DtlsRole::Client : DtlsRole::Server;
  return agreement;
}

}  // namespace lethe::transport
