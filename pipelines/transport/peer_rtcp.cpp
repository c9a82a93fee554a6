// SPDX-License-Identifier: AGPL-3.0-or-later
// RTCP sent by a peer.
#include "mcu/base/thread_check.hpp"
#include "pipelines/transport/feedback_interval.hpp"
#include "pipelines/transport/peer.hpp"

namespace lethe::transport {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds reports_every{1000}, reports_rarest{3000};
constexpr milliseconds feedback_every{60}, feedback_rarest{800};
constexpr std::size_t report_bytes = 200, feedback_bytes = 95;  // on the link, with all headers
constexpr int audio_kbit = 60;                                  // in addition to video, with headers

}  // namespace

RtcpWriter Peer::begin_feedback() {
  RtcpWriter writer{std::span(buffer_).first(buffer_.size() - Srtp::overhead)};
  if (!agreement_.first().reduced_rtcp) writer.receiver_report(audio_ssrc_, {});
  return writer;
}

void Peer::send_rtcp(const RtcpWriter& writer) { transport_.send_rtcp(buffer_, writer.packet().size()); }

void Peer::send_nacks(media::Time now) {
  for (IncomingVideo& video : videos_in_) {
    VideoIngress* const stream = video.stream();
    if (stream == nullptr || stream->nacks().empty() || !ready() || !video.section().format.has_feedback("nack"))
      continue;
    const auto due = stream->nacks().due(now, round_trip_);
    if (due.empty()) continue;
    RtcpWriter writer = begin_feedback();
    writer.nack(audio_ssrc_, stream->receiver().ssrc(), due);
    send_rtcp(writer);
    ++share_.tallies.nacks_out;
  }
}

void Peer::send_picture_loss(media::Time now) {
  if (!ready()) return;
  for (IncomingVideo& video : videos_in_) {
    if (!video.picture_loss_due(now)) continue;
    RtcpWriter writer = begin_feedback();
    writer.picture_loss(audio_ssrc_, video.stream()->receiver().ssrc());
    send_rtcp(writer);
    ++share_.tallies.plis_out;
  }
}

milliseconds Peer::rarely_enough(std::size_t bytes, milliseconds usual, milliseconds rarest) const {
  const bool thin = downlink_ && downlink_->limited();
  return feedback_interval(thin ? std::optional(downlink_->estimate()) : std::nullopt, bytes, usual, rarest);
}

void Peer::send_transport_feedback(media::Time now) {
  if (!arrivals_.pending() || now - feedback_at_ < rarely_enough(feedback_bytes, feedback_every, feedback_rarest))
    return;
  feedback_at_ = now;
  std::array<std::uint8_t, 1100> fci;
  std::uint32_t media = audio_in_ ? audio_in_->receiver().ssrc() : 0;
  for (IncomingVideo& video : videos_in_)
    if (video.stream() != nullptr && video.stream()->receiver().started()) media = video.stream()->receiver().ssrc();
  while (const std::size_t size = arrivals_.write(fci)) {
    RtcpWriter writer = begin_feedback();
    writer.transport_feedback(audio_ssrc_, media, View(fci).first(size));
    send_rtcp(writer);
    ++share_.tallies.twcc_out;
  }
}

void Peer::send_reports(media::Time now) {
  if (now - reports_at_ < rarely_enough(report_bytes, reports_every, reports_rarest)) return;
  std::array<ReportBlock, 3> blocks;
  std::size_t count = 0;
  const auto add = [&](RtpReceiver& receiver, LossCount& lost) {
    if (!receiver.started()) return;
    blocks[count] = receiver.report(now);
    share_.tallies.lost_in += lost.more(blocks[count++].lost);
  };
  if (audio_in_) add(audio_in_->receiver(), lost_in_[0]);
  for (IncomingVideo& video : videos_in_)
    if (video.stream() != nullptr)
      add(video.stream()->receiver(), lost_in_[video.picture() == wire::Picture::Camera ? 1 : 2]);
  std::span<const ReportBlock> rest = std::span(blocks).first(count);
  const auto audio = audio_out_ ? audio_out_->sender().report(now) : std::nullopt;
  const auto video = video_out_ ? video_out_->sender().report(now) : std::nullopt;
  if (!audio && !video && rest.empty() && reports_at_ == media::Time{}) return;  // nothing flows yet
  reports_at_ = now;
  RtcpWriter writer{std::span(buffer_).first(buffer_.size() - Srtp::overhead)};
  if (audio) writer.sender_report(audio_ssrc_, *audio, std::exchange(rest, {}));
  if (video) writer.sender_report(video_ssrc_, *video, std::exchange(rest, {}));
  if (!audio && !video) writer.receiver_report(audio_ssrc_, rest);
  writer.cname(audio ? audio_ssrc_ : video ? video_ssrc_ : audio_ssrc_, cname_);
  if (audio && video) writer.cname(video_ssrc_, cname_);
  add_bitrate_limit(writer, now);
  send_rtcp(writer);
}

// REMB is one figure for everything that a peer sends. Browsers with transport-wide feedback take it as an additional
// upper bound (libwebrtc: SendSideBandwidthEstimation::UpdateReceiverEstimate).
void Peer::add_bitrate_limit(RtcpWriter& writer, media::Time now) {
  std::array<std::uint32_t, 2> ssrcs{};
  std::size_t count = 0;
  for (IncomingVideo& video : videos_in_) {
    if (video.stream() == nullptr || !video.section().format.has_feedback("goog-remb")) continue;
    ssrcs[count++] = video.stream()->receiver().ssrc();
  }
  if (count > 0) writer.bitrate_limit(audio_ssrc_, asked_in(now), std::span(ssrcs).first(count));
}

std::uint64_t Peer::asked_in(media::Time now) const {
  CHECK_ON(share_.loop);
  int kbit = audio_in_ ? audio_kbit : 0;
  bool pictures = false;
  for (const IncomingVideo& video : videos_in_) {
    if (video.stream() == nullptr || !video.section().format.has_feedback("goog-remb")) continue;
    kbit += video.allowance(now);
    pictures = true;
  }
  return static_cast<std::uint64_t>(pictures ? std::max(kbit, audio_kbit) : kbit) * 1000;
}

}  // namespace lethe::transport
