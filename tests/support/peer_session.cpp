// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/support/peer_session.hpp"

#include <openssl/rand.h>

#include "pipelines/sdp/sdp.hpp"

namespace lethe::test {
namespace {

using namespace transport;

constexpr std::chrono::milliseconds lost_after{10'000};

std::uint32_t random_number() {
  std::uint32_t value = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value);
  return value | 1;
}

RtpSenderSettings settings_of(std::uint32_t ssrc, int type, int rate, const char* mid) {
  return {ssrc, static_cast<std::uint8_t>(type), rate, offered::mid_id, offered::transport_cc_id, 0, mid};
}

IceSettings ice_of(const PeerOptions& options) {
  IceSettings ice;
  ice.addresses = {options.address};
  ice.role = IceRole::Controlling;
  return ice;
}

}  // namespace

PeerSession::PeerSession(PeerLoop& loop, PeerOptions options, PeerCallbacks callbacks)
    : options_(std::move(options)),
      callbacks_(std::move(callbacks)),
      dtls_(loop.certificate(), options_.srtp_profiles),
      fingerprint_(loop.certificate().fingerprint()),
      sources_{random_number(), random_number(), random_number(), random_number(), random_number(), random_number(), 0},
      transport_(loop.loop(), ice_of(options_), dtls_, lost_after, tallies_,
                 {.reached = [] {},
                  .ready =
                      [this] {
                        stats_.connected = true;
                        if (callbacks_.on_connected) callbacks_.on_connected();
                      },
                  .rtp = [this](View packet) { on_rtp(packet); },
                  .rtcp = [this](View packet) { parse_rtcp(packet, *this); },
                  .gone =
                      [this] {
                        stats_.lost = true;
                        if (callbacks_.on_lost) callbacks_.on_lost();
                      }}) {
  outlet_.send = [this](std::span<std::uint8_t> buffer, std::size_t size) {
    if (options_.lose_outgoing && options_.lose_outgoing(outgoing_[sending_video_]++, sending_video_))
      ++stats_.lost_on_purpose;
    else
      transport_.send_rtp(buffer, size);
  };
}

std::string PeerSession::offer() {
  ++sources_.version;
  return write_offer(options_, transport_.ice().local(), transport_.ice().candidates(), fingerprint_, sources_);
}

void PeerSession::answer(std::string_view text) {
  const Sdp sdp = parse_sdp(text);
  for (const SdpSection& section : sdp.sections) {
    if (section.rejected || section.formats.empty()) continue;
    if (section.kind == MediaKind::Audio) {
      their_audio_ = section.source.ssrc;
      if (options_.sends && !audio_out_) audio_out_.emplace(settings_of(sources_.audio, offered::opus, 48'000, "0"));
      continue;
    }
    const bool screen = section.mid == "2";
    const std::string& encoding = section.formats[0].encoding;
    const auto codec = encoding == "VP8"   ? media::VideoCodec::Vp8
                       : encoding == "VP9" ? media::VideoCodec::Vp9
                                           : media::VideoCodec::H264;
    const auto types = offered::types(codec);
    video_type_ = types.media;
    rtx_type_ = types.rtx;
    if (!screen) their_video_ = section.source.ssrc;
    if (options_.receives && !screen && !(video_in_ && video_in_->receiver().ssrc() == their_video_))
      video_in_ = std::make_unique<VideoIngress>(codec, their_video_, tallies_, [this](auto frame) {
        ++stats_.frames_in;
        if (callbacks_.on_video) callbacks_.on_video(std::move(frame));
      });
    if (!options_.sends) continue;
    Pictures& pictures = screen ? screen_ : camera_;
    if (pictures.out) continue;
    const char* mid = screen ? "2" : "1";
    std::optional<RtpSenderSettings> rtx;
    if (options_.rtx) rtx = settings_of(screen ? sources_.screen_rtx : sources_.rtx, rtx_type_, 90'000, mid);
    pictures.out.emplace(settings_of(screen ? sources_.screen : sources_.video, video_type_, 90'000, mid),
                         std::move(rtx), tallies_, Vp9Types{offered::vp9, offered::vp9_rtx});
    pictures.out->watch(media::Stream{.view = 0, .codec = codec});
  }
  if (options_.audio && options_.receives && !(audio_in_ && audio_in_->receiver().ssrc() == their_audio_))
    audio_in_ = std::make_unique<AudioIngress>(their_audio_, 0, [](const media::AudioPacket&) {});
  const SdpTransport& theirs = sdp.transport;
  const bool begun = !transport_.ice().remote().ufrag.empty();
  if (begun && theirs.ice == transport_.ice().remote()) return;  // the same transport goes on
  transport_.ice().set_remote(theirs.ice);
  transport_.ice().add_remote(theirs.candidates);
  if (!begun) transport_.start(theirs.setup == "active" ? DtlsRole::Server : DtlsRole::Client, theirs.fingerprints);
}

std::string PeerSession::next_offer(bool screen, bool restart) {
  options_.screen = screen;
  if (restart) transport_.ice().restart(transport_.ice().remote());
  return offer();
}

std::string PeerSession::restart_offer() {
  transport_.ice().restart(transport_.ice().remote());
  std::string out = "a=ice-ufrag:" + transport_.ice().local().ufrag +
                    "\r\na=ice-pwd:" + transport_.ice().local().password +
                    "\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n";
  for (const std::string& candidate : transport_.ice().candidates()) out += "a=" + candidate + "\r\n";
  return out + "a=end-of-candidates\r\n";
}

void PeerSession::restart_answer(std::string_view text) {
  const SdpFragment fragment = parse_fragment(text);
  transport_.ice().set_remote(fragment.ice);
  transport_.ice().add_remote(fragment.candidates);
}

void PeerSession::close() {
  RtcpWriter writer{std::span(buffer_).first(1200)};
  const std::array<std::uint32_t, 2> ssrcs{sources_.audio, sources_.video};
  writer.receiver_report(sources_.audio, {});
  writer.bye(ssrcs);
  send_control(writer);
  transport_.close();
}

void PeerSession::send_control(const RtcpWriter& writer) { transport_.send_rtcp(buffer_, writer.packet().size()); }

void PeerSession::send_audio(std::uint32_t rtp_timestamp, const media::Bytes& payload, int level) {
  if (!audio_out_ || !transport_.ready()) return;
  const media::Time now = media::Clock::now();
  audio_out_->note_time(rtp_timestamp, now);
  // The level is the one extension that a server does not send, so it is not among the sender's own.
  const std::array<std::uint8_t, 1> told{static_cast<std::uint8_t>(0x80 | level)};
  const std::array<std::uint8_t, 2> sequence{static_cast<std::uint8_t>(outlet_.sequence >> 8),
                                             static_cast<std::uint8_t>(outlet_.sequence)};
  const std::array<std::uint8_t, 1> mid{'0'};
  const std::array<RtpExtension, 3> extensions{RtpExtension{offered::level_id, told},
                                               RtpExtension{offered::transport_cc_id, sequence},
                                               RtpExtension{offered::mid_id, mid}};
  RtpPacket packet;
  packet.sequence = audio_out_->next_sequence();
  packet.payload_type = offered::opus;
  packet.timestamp = rtp_timestamp;
  packet.ssrc = sources_.audio;
  packet.payload = payload;
  audio_out_->write(std::span(buffer_).first(1500), {false, rtp_timestamp, {}, payload}, outlet_.sequence, now);
  const std::size_t size = write_rtp(std::span(buffer_).first(1500), packet, extensions);
  sending_video_ = false;
  outlet_.send(buffer_, size);
}

void PeerSession::send_video(const media::EncodedFrame& frame) { send(camera_, frame); }
void PeerSession::send_screen(const media::EncodedFrame& frame) { send(screen_, frame); }

void PeerSession::send(Pictures& pictures, const media::EncodedFrame& frame) {
  if (!pictures.out || !transport_.ready()) return;
  const media::Time now = media::Clock::now();
  sending_video_ = true;
  if (frame.codec != pictures.out->wanted()->codec) pictures.out->watch(media::Stream{.view = 0, .codec = frame.codec});
  if (!pictures.out->begins_frame(*pictures.out->wanted(), frame, pictures.history.next())) return;
  const std::int64_t first = pictures.history.add(frame);
  pictures.out->send(pictures.history, first, outlet_, now);
}

void PeerSession::request_key_frame() {
  RtcpWriter writer{std::span(buffer_).first(1200)};
  writer.picture_loss(sources_.audio, their_video_);
  send_control(writer);
}

void PeerSession::send_raw(const media::Bytes& bytes, Raw how) {
  if (bytes.size() > 1400) return;
  std::copy(bytes.begin(), bytes.end(), buffer_.begin());
  if (how == Raw::Rtp) transport_.send_rtp(buffer_, bytes.size());
  if (how == Raw::Rtcp) transport_.send_rtcp(buffer_, bytes.size());
  if (how == Raw::Plain) transport_.ice().send(bytes);
}

PeerStats PeerSession::stats() const {
  PeerStats stats = stats_;
  stats.rtx_in = tallies_.rtx_in.value();
  stats.rtx_out = tallies_.rtx_out.value();
  stats.gcm = transport_.profile() == SrtpProfile::AeadAes128Gcm;
  return stats;
}

}  // namespace lethe::test
