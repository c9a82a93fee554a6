// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/peer.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <tuple>

#include "mcu/base/thread_check.hpp"
#include "pipelines/sdp/sdp_answer.hpp"

namespace lethe::transport {
namespace {

// An audio stream that replaces another without a new offer is accepted once the old SSRC has been silent this long.
constexpr auto takeover_after = std::chrono::seconds(1);

std::uint32_t random_ssrc() {
  std::uint32_t value = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value);
  return value | 1;  // not 0
}

std::uint8_t payload_type(const std::optional<SdpFormat>& format) {  // 0: not agreed
  return static_cast<std::uint8_t>(format ? format->payload_type : 0);
}

RtpSenderSettings sender_settings(const AgreedSection& section, std::uint32_t ssrc, int payload_type, int clock_rate) {
  return {ssrc,
          static_cast<std::uint8_t>(payload_type),
          clock_rate,
          section.mid_id,
          section.transport_cc_id,
          section.abs_send_time_id,
          section.mid};
}

// True if the output in a section stays the same.
bool goes_on(const std::optional<AgreedSection>& before, const std::optional<AgreedSection>& after) {
  if (!before || !after || !after->direction.send) return false;
  const auto facts = [](const AgreedSection& one) {
    return std::tuple{std::string_view(one.mid),
                      payload_type(one.format),
                      payload_type(one.rtx),
                      payload_type(one.vp9),
                      payload_type(one.vp9_rtx),
                      payload_type(one.red),
                      one.codec,
                      one.mid_id,
                      one.transport_cc_id,
                      one.abs_send_time_id};
  };
  return facts(*before) == facts(*after);
}

}  // namespace

Peer::Peer(Seat seat, const PeerShare& share, const Sdp& offer, const Agreement& agreement, std::function<void()> gone)
    : seat_(seat),
      share_(share),
      agreement_(agreement),
      cname_(std::to_string(random_ssrc())),
      answer_id_(std::uint64_t{random_ssrc()} << 16),
      audio_ssrc_(random_ssrc()),
      video_ssrc_(random_ssrc()),
      rtx_ssrc_(random_ssrc()),
      transport_(share.loop, share.ice, share.dtls, std::chrono::milliseconds(share.settings.lost_after_ms),
                 share.tallies,
                 {.reached = [this] { share_.sink.on_reached(seat_); },
                  .ready = [this] { on_ready(); },
                  .rtp = [this](View packet) { on_rtp(packet); },
                  .rtcp = [this](View packet) { on_rtcp(packet); },
                  .gone = std::move(gone)}) {
  make_egress();
  make_ingress();
  describe(offer);
  transport_.ice().set_remote(agreement_.ice);
  transport_.start(agreement_.role, agreement_.fingerprints);
}

void Peer::describe(const Sdp& offer) {
  session_id_ = offer.session_id;
  version_ = offer.version;
  answer_ = write_answer(offer, agreement_,
                         {.ice = transport_.ice().local(),
                          .candidates = transport_.ice().candidates(),
                          .fingerprint = share_.certificate.fingerprint(),
                          .session_id = answer_id_,
                          .version = ++answer_version_,
                          .cname = cname_,
                          .audio_ssrc = audio_ssrc_,
                          .video_ssrc = video_ssrc_,
                          .rtx_ssrc = rtx_ssrc_,
                          .video_bitrate_in = share_.settings.video_bitrate_in,
                          .screen_bitrate_in = share_.settings.screen_bitrate_in});
}

bool Peer::serves(const Sdp& offer, const Agreement& agreement) const {
  CHECK_ON(share_.loop);
  const bool same_ice = agreement.ice == transport_.ice().remote();
  const bool next = !session_id_.empty() && offer.session_id == session_id_ && offer.version > version_;
  return !transport_.gone() && agreement.fingerprints == agreement_.fingerprints && agreement.role == agreement_.role &&
         (same_ice || next);
}

void Peer::renew(const Sdp& offer, const Agreement& agreement) {
  CHECK_ON(share_.loop);
  if (agreement.ice != transport_.ice().remote()) transport_.ice().restart(agreement.ice);
  end_egress(agreement);
  videos_in_.clear();  // they refer to the agreement
  audio_in_.reset();
  agreement_ = agreement;
  make_egress();
  make_ingress();
  describe(offer);
  if (ready()) send_picture_loss(media::Clock::now());
}

// A stream that starts over gets a new SSRC: jumping sequence numbers would look like replayed packets.
void Peer::end_egress(const Agreement& next) {
  if (audio_out_ && !goes_on(agreement_.audio, next.audio)) {
    audio_out_.reset();
    audio_ssrc_ = random_ssrc();
  }
  if (video_out_ && !goes_on(agreement_.video, next.video)) {
    video_out_.reset();
    video_ssrc_ = random_ssrc();
    rtx_ssrc_ = random_ssrc();
  }
  if (!next.info().estimated) downlink_.reset();
}

void Peer::make_egress() {
  outlet_.send = [this](std::span<std::uint8_t> buffer, std::size_t size) {
    note_sent(size);
    transport_.send_rtp(buffer, size);
  };
  if (agreement_.info().estimated && !downlink_) downlink_.emplace();
  if (const auto& audio = agreement_.audio; audio && audio->direction.send && !audio_out_)
    audio_out_.emplace(sender_settings(*audio, audio_ssrc_, audio->format.payload_type, 48'000),
                       payload_type(audio->red));
  if (const auto& video = agreement_.video; video && video->direction.send && !video_out_) {
    std::optional<RtpSenderSettings> rtx;
    if (video->rtx) rtx = sender_settings(*video, rtx_ssrc_, video->rtx->payload_type, 90'000);
    video_out_.emplace(sender_settings(*video, video_ssrc_, video->format.payload_type, 90'000), std::move(rtx),
                       share_.tallies, Vp9Types{payload_type(video->vp9), payload_type(video->vp9_rtx)});
  }
}

void Peer::make_ingress() {
  if (agreement_.audio && agreement_.audio->direction.receive && agreement_.audio->source.ssrc != 0)
    make_audio_ingress(agreement_.audio->source.ssrc);
  auto add = [this](wire::Picture picture, const std::optional<AgreedSection>& section, int kbit) {
    if (!section || !section->direction.receive) return;
    videos_in_.emplace_back(picture, *section, kbit, share_.tallies,
                            [this, picture](std::shared_ptr<const media::EncodedFrame> frame) {
                              share_.sink.on_video({seat_, picture}, std::move(frame));
                            });
  };
  add(wire::Picture::Camera, agreement_.video, share_.settings.video_bitrate_in);
  add(wire::Picture::Screen, agreement_.screen, share_.settings.screen_bitrate_in);
}

void Peer::make_audio_ingress(std::uint32_t ssrc) {
  audio_in_.emplace(ssrc, agreement_.audio->level_id,
                    [this](const media::AudioPacket& packet) { share_.sink.on_audio(seat_, packet); });
}

void Peer::on_ready() {
  share_.sink.on_state(seat_, wire::PeerState::Connected);
  share_.begin_watching(*this);
  send_picture_loss(media::Clock::now());
}

std::optional<std::string> Peer::trickle(const SdpFragment& fragment) {
  CHECK_ON(share_.loop);
  const bool restart =
      !fragment.ice.ufrag.empty() && !fragment.ice.password.empty() && fragment.ice != transport_.ice().remote();
  if (restart) transport_.ice().restart(fragment.ice);
  if (!restart) return std::nullopt;
  return write_fragment(agreement_, transport_.ice().local(), transport_.ice().candidates());
}

void Peer::on_rtp(View bytes) {
  const media::Time now = media::Clock::now();
  const auto packet = parse_rtp(bytes);
  if (!packet) {
    ++share_.tallies.dropped_rtp;
    return;
  }
  const auto& audio = agreement_.audio;
  const bool is_audio = audio && audio->direction.receive &&
                        (packet->payload_type == audio->format.payload_type || is_redundant(*packet));
  IncomingVideo* const video = is_audio ? nullptr : video_of(*packet);
  if (!is_audio && video == nullptr) {
    ++share_.tallies.dropped_rtp;
    return;
  }
  const int sequence_id = is_audio ? audio->transport_cc_id : video->section().transport_cc_id;
  if (const auto sequence = packet->extension(sequence_id); sequence && sequence->size() == 2)
    arrivals_.arrived(ByteReader(*sequence).u16(), now);
  if (is_audio)
    on_audio(*packet, now);
  else
    video->receive(*packet, now);
  send_nacks(now);
}

IncomingVideo* Peer::video_of(const RtpPacket& packet) {
  auto find = [&](auto belongs) -> IncomingVideo* {
    for (IncomingVideo& one : videos_in_)
      if (one.has_type_of(packet) && belongs(one)) return &one;
    return nullptr;
  };
  if (auto* known = find([&](const IncomingVideo& v) { return v.has_source(packet.ssrc); })) return known;
  if (auto* named = find([&](const IncomingVideo& v) { return v.has_mid_of(packet); })) return named;
  return find([](const IncomingVideo&) { return true; });
}

void Peer::on_audio(const RtpPacket& packet, media::Time now) {
  if (!audio_in_ || (audio_in_->receiver().ssrc() != packet.ssrc && now - audio_in_->last_packet() > takeover_after))
    make_audio_ingress(packet.ssrc);
  if (audio_in_->receiver().ssrc() != packet.ssrc)
    ++share_.tallies.dropped_rtp;
  else if (!is_redundant(packet))
    audio_in_->receive(packet, now);
  else if (!audio_in_->receive_redundant(packet, static_cast<std::uint8_t>(agreement_.audio->format.payload_type), now))
    ++share_.tallies.dropped_payload;
}

bool Peer::is_redundant(const RtpPacket& packet) const {
  return agreement_.audio->red && packet.payload_type == agreement_.audio->red->payload_type;
}

void Peer::on_rtcp(View packet) {
  if (!parse_rtcp(packet, *this)) ++share_.tallies.dropped_rtcp;
}

void Peer::on_sender_info(std::uint32_t ssrc, const SenderInfo& info) {
  const media::Time now = media::Clock::now();
  if (audio_in_ && audio_in_->receiver().ssrc() == ssrc) audio_in_->note_sender_info(info, now);
  for (IncomingVideo& video : videos_in_)
    if (video.stream() != nullptr && video.stream()->receiver().ssrc() == ssrc)
      video.stream()->note_sender_info(info, now);
}

void Peer::on_report_block(const ReportBlock& block) {
  if (block.ssrc == audio_ssrc_) share_.tallies.lost_out += lost_out_[0].more(block.lost);
  if (block.ssrc == video_ssrc_) share_.tallies.lost_out += lost_out_[1].more(block.lost);
  if (block.last_report == 0) return;
  const auto now = static_cast<std::uint32_t>(ntp_at(media::Clock::now()) >> 16);
  const auto ticks = static_cast<std::int32_t>(now - block.last_report - block.since_last_report);
  if (ticks >= 0 && ticks < 10 * 65'536)
    round_trip_ = std::chrono::microseconds(std::int64_t{ticks} * 1'000'000 / 65'536);
}

void Peer::on_nack(std::uint32_t media_ssrc, std::span<const std::uint16_t> sequences) {
  ++share_.tallies.nacks_in;
  if (!video_out_ || media_ssrc != video_ssrc_ || !video_out_->current()) return;
  if (const PacketHistory* history = share_.history(*video_out_->current()))
    video_out_->resend(sequences, *history, outlet_, media::Clock::now());
}

void Peer::on_key_frame_request(std::uint32_t media_ssrc) {
  ++share_.tallies.plis_in;
  if (!video_out_ || media_ssrc != video_ssrc_) return;
  if (video_out_->key_frames().request(media::Clock::now())) ask_encoder();
}

void Peer::ask_encoder() {
  const auto& stream = video_out_->current() ? video_out_->current() : video_out_->wanted();
  if (stream) share_.sink.on_key_frame_wanted(*stream);
}

void Peer::on_bye(std::uint32_t ssrc) {
  // A browser also says BYE for a stream that is only switched off; so react only when all are gone, and demand proof.
  if (std::find(goodbyes_.begin(), goodbyes_.end(), ssrc) == goodbyes_.end() && goodbyes_.size() < 8)
    goodbyes_.push_back(ssrc);
  auto said = [&](std::uint32_t one) { return std::find(goodbyes_.begin(), goodbyes_.end(), one) != goodbyes_.end(); };
  if (audio_in_ && !said(audio_in_->receiver().ssrc())) return;
  for (IncomingVideo& video : videos_in_)
    if (video.stream() != nullptr && video.stream()->receiver().started() && !said(video.stream()->receiver().ssrc()))
      return;
  goodbyes_.clear();
  transport_.doubt();
}

void Peer::send_audio(const media::OpusFrame& frame, media::Time now) {
  CHECK_ON(share_.loop);
  if (audio_out_ && ready()) audio_out_->send(frame, copies_of_sound(frame, now), outlet_, now);
}

void Peer::send_video(const PacketHistory& history, std::int64_t from, media::Time now) {
  CHECK_ON(share_.loop);
  video_out_->send(history, from, outlet_, now);
}

bool Peer::catch_up(const PacketHistory& history, media::Time now) {
  CHECK_ON(share_.loop);
  return video_out_->catch_up(history, outlet_, now);
}

void Peer::request_key_frame(wire::Picture picture, media::Time now) {
  CHECK_ON(share_.loop);
  for (IncomingVideo& video : videos_in_)
    if (video.picture() == picture) video.want_key_frame();
  send_picture_loss(now);
}

void Peer::ask(int camera_kbit, int screen_kbit, media::Time now) {
  CHECK_ON(share_.loop);
  bool changed = false;
  for (IncomingVideo& video : videos_in_)
    changed = video.ask(video.picture() == wire::Picture::Screen ? screen_kbit : camera_kbit) || changed;
  if (!changed || !ready()) return;
  RtcpWriter writer = begin_feedback();
  add_bitrate_limit(writer, now);
  if (!writer.packet().empty()) send_rtcp(writer);
}

void Peer::tick(media::Time now) {
  CHECK_ON(share_.loop);
  transport_.tick(now);
  if (!ready()) return;
  for (IncomingVideo& video : videos_in_)
    if (video.stream() != nullptr) video.stream()->advance(now);
  send_nacks(now);
  send_picture_loss(now);
  if (video_out_ && video_out_->key_frames().due(now)) ask_encoder();
  fill_line(now);
  send_transport_feedback(now);
  send_reports(now);
}

void Peer::close() {
  CHECK_ON(share_.loop);
  if (ready()) {
    RtcpWriter writer{std::span(buffer_).first(buffer_.size() - Srtp::overhead)};
    writer.receiver_report(audio_ssrc_, {});
    const std::array<std::uint32_t, 2> ssrcs{audio_ssrc_, video_ssrc_};
    writer.bye(ssrcs);
    send_rtcp(writer);
  }
  transport_.close();
}

}  // namespace lethe::transport
