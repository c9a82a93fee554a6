// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/incoming_video.hpp"

#include <algorithm>

namespace lethe::transport {
namespace {

// A stream that replaces another without a new offer is accepted once the old SSRC has been silent this long.
constexpr auto takeover_after = std::chrono::seconds(1);
constexpr auto picture_loss_every = std::chrono::milliseconds(300);
// A silent sender has its camera off; another request would not help.
constexpr auto sending_within = std::chrono::seconds(2);
constexpr int least_kbit = 30;  // browsers encode no picture with less

bool is_of(const RtpPacket& packet, const std::optional<SdpFormat>& format) {
  return format && packet.payload_type == format->payload_type;
}

}  // namespace

IncomingVideo::IncomingVideo(wire::Picture picture, const AgreedSection& section, int kbit, Tallies& tallies,
                             OnFrame on_frame)
    : picture_(picture),
      section_(section),
      tallies_(tallies),
      on_frame_(std::move(on_frame)),
      asked_(kbit),
      rtx_ssrc_(section.source.rtx_ssrc) {
  if (section.source.ssrc != 0) begin(section.source.ssrc, section.codec);
}

void IncomingVideo::begin(std::uint32_t ssrc, media::VideoCodec codec) {
  codec_ = codec;
  stream_ = std::make_unique<VideoIngress>(codec, ssrc, tallies_, on_frame_);
}

bool IncomingVideo::has_source(std::uint32_t ssrc) const {
  return (stream_ && stream_->receiver().ssrc() == ssrc) || (rtx_ssrc_ != 0 && rtx_ssrc_ == ssrc);
}

bool IncomingVideo::has_mid_of(const RtpPacket& packet) const {
  const auto mid = packet.extension(section_.mid_id);
  return mid && std::equal(mid->begin(), mid->end(), section_.mid.begin(), section_.mid.end(),
                           [](std::uint8_t byte, char c) { return byte == static_cast<std::uint8_t>(c); });
}

bool IncomingVideo::has_type_of(const RtpPacket& packet) const {
  return is_of(packet, section_.format) || is_of(packet, section_.rtx) || is_of(packet, section_.vp9) ||
         is_of(packet, section_.vp9_rtx);
}

void IncomingVideo::receive(const RtpPacket& packet, media::Time now) {
  const bool vp9 = is_of(packet, section_.vp9);
  if (!vp9 && !is_of(packet, section_.format)) return receive_again(packet, now);
  const media::VideoCodec codec = vp9 ? media::VideoCodec::Vp9 : section_.codec;
  const bool known = stream_ && stream_->receiver().ssrc() == packet.ssrc;
  if (!stream_ || (!known && now - stream_->last_packet() > takeover_after))
    begin(packet.ssrc, codec);
  else if (known && codec != codec_ && !is_older(packet))  // senders may change to any format of the answer
    begin(packet.ssrc, codec);
  if (stream_->receiver().ssrc() == packet.ssrc && codec == codec_)
    stream_->receive(packet, now);
  else
    ++tallies_.dropped_rtp;
}

void IncomingVideo::receive_again(const RtpPacket& packet, media::Time now) {
  rtx_ssrc_ = packet.ssrc;
  const bool vp9 = is_of(packet, section_.vp9_rtx);
  if (stream_ && codec_ == (vp9 ? media::VideoCodec::Vp9 : section_.codec)) stream_->receive_rtx(packet, now);
}

bool IncomingVideo::is_older(const RtpPacket& packet) const {
  const RtpReceiver& receiver = stream_->receiver();
  const auto ahead = static_cast<std::int16_t>(packet.sequence - static_cast<std::uint16_t>(receiver.highest()));
  return receiver.started() && ahead <= 0;
}

int IncomingVideo::allowance(media::Time now) const {
  if (asked_ > 0) return std::max(asked_ + asked_ / 10, least_kbit);
  return stream_ && now - stream_->last_packet() < sending_within ? least_kbit : 0;
}

bool IncomingVideo::picture_loss_due(media::Time now) {
  if (!stream_ || now - picture_loss_at_ < picture_loss_every) return false;
  const bool sending = now - stream_->last_packet() < sending_within;
  if (!key_frame_wanted_ && !(sending && stream_->wants_key_frame())) return false;
  key_frame_wanted_ = false;
  stream_->key_frame_requested();
  picture_loss_at_ = now;
  return true;
}

}  // namespace lethe::transport
