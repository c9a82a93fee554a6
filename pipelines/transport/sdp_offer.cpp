// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/sdp_offer.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace lethe::transport {
namespace {

// Constrained baseline (or plain baseline, of which our encoder uses no more), RFC 6184, 8.1.
bool is_usable_h264(const SdpFormat& format) {
  const std::string profile = format.parameter("profile-level-id").value_or("420010");
  const bool baseline = profile.starts_with("42e0") || profile.starts_with("42c0") || profile.starts_with("4200");
  return format.encoding == "H264" && format.clock_rate == 90'000 && baseline &&
         format.parameter("packetization-mode").value_or("0") == "1";
}

const SdpFormat* choose_audio(const SdpSection& section) {
  for (const SdpFormat& one : section.formats)
    if (one.encoding == "OPUS" && one.clock_rate == 48'000 && one.channels == 2) return &one;
  return nullptr;
}

// VP8 when it is offered, so that a room has one codec; else the H.264 that the offer likes best.
const SdpFormat* choose_video(const SdpSection& section) {
  for (const SdpFormat& one : section.formats)
    if (one.encoding == "VP8" && one.clock_rate == 90'000) return &one;
  const auto constrained = std::find_if(section.formats.begin(), section.formats.end(), [](const SdpFormat& one) {
    return is_usable_h264(one) && one.parameter("profile-level-id").value_or("").starts_with("42e0");
  });
  if (constrained != section.formats.end()) return &*constrained;
  const auto any = std::find_if(section.formats.begin(), section.formats.end(), is_usable_h264);
  return any != section.formats.end() ? &*any : nullptr;
}

std::optional<SdpFormat> retransmissions(const SdpSection& section, const SdpFormat& format) {
  for (const SdpFormat& one : section.formats)
    if (one.encoding == "RTX" && one.parameter("apt") == std::to_string(format.payload_type)) return one;
  return std::nullopt;
}

void add_vp9(const SdpSection& section, AgreedSection& agreed) {
  if (agreed.codec != media::VideoCodec::Vp8) return;
  for (const SdpFormat& one : section.formats) {
    if (one.encoding != "VP9" || one.clock_rate != 90'000 || one.parameter("profile-id").value_or("0") != "0") continue;
    const auto rtx = retransmissions(section, one);
    if (agreed.rtx && !rtx) continue;
    agreed.vp9 = one;
    if (agreed.rtx) agreed.vp9_rtx = rtx;
    return;
  }
}

// Its parameters are the payload types that such a packet may hold, with slashes between.
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
  agreed.codec = format->encoding == "H264" ? media::VideoCodec::H264 : media::VideoCodec::Vp8;
  if (video) agreed.rtx = retransmissions(section, *format);
  if (!video)
    for (const SdpFormat& one : section.formats)
      if (one.encoding == "RED" && one.clock_rate == 48'000 && is_redundant(one, *format)) agreed.red = one;
  agreed.direction = {section.direction.receive, section.direction.send};
  agreed.mid_id = section.mid.size() <= 16 ? section.extension(extension_uri::mid) : 0;
  agreed.level_id = video ? 0 : section.extension(extension_uri::audio_level);
  agreed.transport_cc_id = section.extension(extension_uri::transport_cc);
  agreed.abs_send_time_id = section.extension(extension_uri::abs_send_time);
  agreed.reduced_rtcp = section.rtcp_reduced;
  agreed.source = section.source;
  return agreed;
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
  std::string missing;
  auto miss = [&](std::string_view what) { missing += (missing.empty() ? "missing: " : ", ") + std::string(what); };
  bool has_audio = false, has_video = false, mux = true, bundled = true;
  for (std::size_t i = 0; i < offer.sections.size(); ++i) {
    const SdpSection& section = offer.sections[i];
    if (section.rejected || section.kind == MediaKind::Other) continue;
    (section.kind == MediaKind::Audio ? has_audio : has_video) = true;
    // Browsers cannot say what a section shows: of two video sections without RFC 4796 the second is the screen.
    const bool screen = section.kind == MediaKind::Video && (section.slides || agreement.video);
    auto& place = section.kind == MediaKind::Audio ? agreement.audio : screen ? agreement.screen : agreement.video;
    if (place) continue;  // one of each; further ones are answered with port 0
    place = agree_on(section, i);
    if (!place) continue;
    if (screen || !allowed.gets) place->direction.send = false;
    if (!allowed.gives) place->direction.receive = false;
    if (!screen && section.kind == MediaKind::Video && place->direction.send) add_vp9(section, *place);
    mux = mux && section.rtcp_mux;
    bundled = bundled && std::find(offer.bundle.begin(), offer.bundle.end(), section.mid) != offer.bundle.end();
  }
  if (!has_audio && !has_video) miss("an audio or video section");
  if (!agreement.audio && !agreement.video && !agreement.screen) {
    if (has_audio) miss("Opus for audio");
    if (has_video) miss("VP8 or H.264 (constrained baseline, packetization-mode 1) for video");
  }
  const auto flows = [&](bool Direction::*way) {
    for (const auto* one : {&agreement.audio, &agreement.video, &agreement.screen})
      if (*one && (*one)->direction.*way) return true;
    return false;
  };
  if (!allowed.gets && !flows(&Direction::receive)) miss("something that is sent");
  if (!allowed.gives && !flows(&Direction::send)) miss("something that is received");
  if (!bundled) miss("BUNDLE");
  if (!mux) miss("rtcp-mux");
  if (offer.ice.ufrag.empty() || offer.ice.password.empty()) miss("ICE credentials");
  std::copy_if(offer.fingerprints.begin(), offer.fingerprints.end(), std::back_inserter(agreement.fingerprints),
               [](const Fingerprint& f) { return f.hash == "sha-256" || f.hash == "sha-384" || f.hash == "sha-512"; });
  if (agreement.fingerprints.empty()) miss("a DTLS fingerprint (SHA-256 or longer)");
  if (!missing.empty()) throw Error(Code::UnacceptableSdp, missing);
  agreement.ice = offer.ice;
  agreement.candidates = offer.candidates;
  // We are passive wherever we may: browsers then put GCM first.
  agreement.role = offer.setup == "passive" ? DtlsRole::Client : DtlsRole::Server;
  return agreement;
}

}  // namespace lethe::transport
