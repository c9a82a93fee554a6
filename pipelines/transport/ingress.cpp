// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/ingress.hpp"

#include "pipelines/rtp/redundancy.hpp"

namespace lethe::transport {

void VideoIngress::receive(const RtpPacket& packet, media::Time now, bool repaired) {
  last_packet_ = now;
  const bool started = receiver_.started();
  const std::int64_t expected = receiver_.highest() + 1;
  const auto sequence = receiver_.receive(packet.sequence, packet.timestamp, now, repaired);
  if (!sequence) return;
  nacks_.arrived(*sequence);
  if (started && *sequence > expected && !nacks_.missing(expected, *sequence, now)) wants_key_frame_ = true;
  if (!assembler_.insert(*sequence, packet.timestamp, packet.marker, packet.payload, now)) ++tallies_.dropped_payload;
  advance(now);
}

void VideoIngress::receive_rtx(const RtpPacket& packet, media::Time now) {
  if (packet.payload.size() <= 2 || !receiver_.started()) return;  // padding: Chromium probes with it
  ++tallies_.rtx_in;
  RtpPacket original = packet;
  original.sequence = ByteReader(packet.payload).u16();
  original.ssrc = receiver_.ssrc();
  original.payload = packet.payload.subspan(2);
  receive(original, now, true);
}

void VideoIngress::advance(media::Time now) {
  while (auto frame = assembler_.next(now)) {
    frame->sender_time = clock_.time_of(frame->rtp_timestamp);
    if (frame->key) wants_key_frame_ = false;
    on_frame_(std::make_shared<const media::EncodedFrame>(*std::move(frame)));
  }
  nacks_.forget_before(assembler_.floor());
}

void VideoIngress::note_sender_info(const SenderInfo& info, media::Time now) {
  clock_.note(info.ntp, info.rtp_timestamp);
  receiver_.note_sender_report(info.ntp, now);
}

void AudioIngress::receive(const RtpPacket& packet, media::Time now) { take(packet, false, now); }

bool AudioIngress::receive_redundant(const RtpPacket& packet, std::uint8_t payload_type, media::Time now) {
  const auto take_one = [&](const RedundantFrame& frame) {
    if (frame.payload_type != payload_type) return;
    RtpPacket one = packet;
    one.sequence = static_cast<std::uint16_t>(packet.sequence - frame.back);
    one.timestamp = frame.rtp_timestamp;
    one.payload = frame.payload;
    if (frame.back > 0) one.extensions = {};  // the level belongs to the packet's primary frame
    take(one, frame.back > 0, now);
  };
  return split_redundant(packet.payload, packet.timestamp, std::ref(take_one));  // by reference, to allocate nothing
}

void AudioIngress::take(const RtpPacket& packet, bool repaired, media::Time now) {
  last_packet_ = now;
  const auto sequence = receiver_.receive(packet.sequence, packet.timestamp, now, repaired);
  if (!sequence || packet.payload.empty()) return;
  media::AudioPacket out;
  out.sequence = *sequence;
  out.rtp_timestamp = packet.timestamp;
  if (const auto level = packet.extension(level_id_); level && !level->empty()) out.level = (*level)[0] & 0x7f;
  out.at = now;
  out.sender_time = clock_.time_of(packet.timestamp);
  out.payload = packet.payload;
  on_packet_(out);
}

void AudioIngress::note_sender_info(const SenderInfo& info, media::Time now) {
  clock_.note(info.ntp, info.rtp_timestamp);
  receiver_.note_sender_report(info.ntp, now);
}

}  // namespace lethe::transport
