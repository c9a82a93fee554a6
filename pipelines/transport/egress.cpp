// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/egress.hpp"

#include <algorithm>

#include "pipelines/secure/secure_transport.hpp"

namespace lethe::transport {
namespace {

using Buffer = std::array<std::uint8_t, SecureTransport::buffer_size>;
constexpr auto resend_interval = std::chrono::milliseconds(15);
constexpr std::size_t padding_least = 60;  // least bytes in a packet of padding
constexpr auto budget_period = std::chrono::milliseconds(100);
constexpr std::size_t budget_most = 200;
constexpr std::int32_t switch_back_most = 90'000;  // ticks; the clock has moved on when it is more

}  // namespace

void AudioEgress::send(const media::OpusFrame& frame, int copies, Outlet& outlet, media::Time now) {
  alignas(8) Buffer buffer;
  sender_.note_time(frame.rtp_timestamp, frame.at);
  RtpSender::Piece piece{goes_on_at_ != frame.rtp_timestamp, frame.rtp_timestamp, {}, frame.payload};
  if (red_ != 0 && copies > 0) {
    piece.prefix =
        redundancy_.before(sender_.settings().payload_type, frame.rtp_timestamp, frame.payload.size(), copies);
    piece.payload_type = red_;
  }
  if (red_ != 0) redundancy_.sent(frame.rtp_timestamp, frame.payload);
  goes_on_at_ = frame.rtp_timestamp + frame.samples;
  const std::size_t size =
      sender_.write(std::span(buffer).first(buffer.size() - Srtp::overhead), piece, outlet.sequence, now);
  if (size > 0) outlet.send(buffer, size);
}

VideoEgress::VideoEgress(RtpSenderSettings settings, std::optional<RtpSenderSettings> rtx, Tallies& tallies,
                         Vp9Types vp9)
    : sender_(std::move(settings)), vp9_(vp9), tallies_(tallies) {
  if (rtx) rtx_.emplace(*std::move(rtx));
}

void VideoEgress::watch(std::optional<media::Stream> stream) {
  wanted_ = stream;
  if (!stream) current_.reset();
}

void VideoEgress::begin(const media::Stream& stream, std::int64_t first) {
  current_ = stream;
  first_index_ = next_index_ = first;
  frame_.reset();
  asked_.clear();
}

// After a switch, the first frame of the new stream may have the timestamp of the old stream's last frame, or an
// earlier one. Receivers merge frames with the same timestamp (libwebrtc: a superframe), so each frame gets a later
// one.
std::uint32_t VideoEgress::timestamp_of(const PacketHistory::Packet& packet) {
  if (frame_ == packet.rtp_timestamp) return *timestamp_;
  frame_ = packet.rtp_timestamp;
  const auto ahead = timestamp_ ? static_cast<std::int32_t>(*frame_ - *timestamp_) : 1;
  timestamp_ = ahead <= 0 && ahead > -switch_back_most ? *timestamp_ + 1 : *frame_;
  return *timestamp_;
}

bool VideoEgress::begins_frame(const media::Stream& stream, const media::EncodedFrame& frame, std::int64_t next) {
  if (current_ != stream) {
    if (wanted_ != stream || !frame.key) return false;
    begin(stream, next);
  }
  if (frame.key) key_frames_.sent(frame.at);
  sender_.note_time(frame.rtp_timestamp, frame.at);
  return true;
}

bool VideoEgress::catch_up(const PacketHistory& history, Outlet& outlet, media::Time now) {
  const auto key = history.fresh_key_frame(now);
  if (!key || !wanted_ || current_ == wanted_) return false;
  begin(*wanted_, *key);
  key_frames_.sent(now);
  sender_.note_time(history.newest_timestamp(), history.newest_at());
  send(history, *key, outlet, now);
  return true;
}

void VideoEgress::send(const PacketHistory& history, std::int64_t from, Outlet& outlet, media::Time now) {
  if (from < next_index_) next_index_ = from;  // a history that starts over
  go_on(history, outlet, now);
}

void VideoEgress::go_on(const PacketHistory& history, Outlet& outlet, media::Time now) {
  repair(history, outlet, now);  // first: later packets are useless without
  alignas(8) Buffer buffer;
  while (next_index_ < history.next() && pace_.may_send(now)) {
    const std::int64_t index = next_index_++;
    const PacketHistory::Packet* const packet = history.at(index);
    if (packet == nullptr) continue;  // the frame is larger than the history
    const std::uint32_t timestamp = timestamp_of(*packet);
    sent_[static_cast<std::size_t>(index % PacketHistory::slots)] = {
        outlet.sequence, RtpSender::abs_send_time(now), timestamp, {}};
    RtpSender::Piece piece{packet->marker, timestamp, {}, packet->payload};
    if (in_vp9()) piece.payload_type = vp9_.media;
    const std::size_t size =
        sender_.write(std::span(buffer).first(buffer.size() - Srtp::overhead), piece, outlet.sequence, now);
    pace_.sent(size);
    if (size > 0) outlet.send(buffer, size);
  }
}

void VideoEgress::pad(std::size_t bytes, Outlet& outlet, media::Time now) {
  if (!rtx_) return;
  for (std::size_t sent = 0; sent < bytes;) {
    alignas(8) Buffer buffer;
    RtpSender::Piece piece;
    piece.padding = static_cast<std::uint8_t>(std::clamp<std::size_t>(bytes - sent, padding_least, 255));
    const std::size_t size =
        rtx_->write(std::span(buffer).first(buffer.size() - Srtp::overhead), piece, outlet.sequence, now);
    if (size == 0) return;
    sent += size;
    outlet.send(buffer, size);
  }
}

void VideoEgress::resend(std::span<const std::uint16_t> sequences, const PacketHistory& history, Outlet& outlet,
                         media::Time now) {
  if (now - budget_since_ >= budget_period) {
    budget_since_ = now;
    budget_used_ = 0;
  }
  for (const std::uint16_t sequence : sequences)
    if (asked_.size() < budget_most && std::find(asked_.begin(), asked_.end(), sequence) == asked_.end())
      asked_.push_back(sequence);
  repair(history, outlet, now);
}

void VideoEgress::repair(const PacketHistory& history, Outlet& outlet, media::Time now) {
  std::size_t done = 0;
  for (; done < asked_.size() && pace_.may_send(now); ++done) {
    const std::uint16_t sequence = asked_[done];
    // This viewer's sequence numbers and the history's indices differ by a constant: count back from the newest.
    const auto back = static_cast<std::uint16_t>(sender_.next_sequence() - 1 - sequence);
    const std::int64_t index = next_index_ - 1 - back;
    const PacketHistory::Packet* packet = index >= first_index_ ? history.at(index) : nullptr;
    Sent& sent =
        sent_[static_cast<std::size_t>((index % PacketHistory::slots + PacketHistory::slots) % PacketHistory::slots)];
    if (packet == nullptr || now - sent.resent_at < resend_interval || budget_used_ >= budget_most) continue;
    ++budget_used_;
    sent.resent_at = now;
    alignas(8) Buffer buffer;
    const auto room = std::span(buffer).first(buffer.size() - Srtp::overhead);
    const std::array<std::uint8_t, 2> original{static_cast<std::uint8_t>(sequence >> 8),
                                               static_cast<std::uint8_t>(sequence)};
    RtpSender::Piece piece{packet->marker, sent.rtp_timestamp, {}, packet->payload};
    std::size_t size = 0;
    if (in_vp9()) piece.payload_type = rtx_ ? vp9_.rtx : vp9_.media;
    if (rtx_) {
      piece.prefix = original;
      size = rtx_->write(room, piece, outlet.sequence, now);
    } else {
      // Under GCM a nonce must not protect two texts: send the identical packet again, including extensions.
      size = sender_.rewrite(room, piece, sequence, sent.transport_sequence, sent.abs_send_time);
    }
    if (size == 0) continue;
    ++tallies_.rtx_out;
    pace_.sent(size);
    outlet.send(buffer, size);
  }
  asked_.erase(asked_.begin(), asked_.begin() + static_cast<std::ptrdiff_t>(done));
}

}  // namespace lethe::transport
