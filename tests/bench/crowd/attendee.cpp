// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/crowd/attendee.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string_view>

namespace lethe::bench {
namespace {

constexpr std::chrono::milliseconds packet_length{20};
constexpr std::uint64_t next_to_nothing = 50'000;  // bit/s; asked of a camera that nobody sees

std::uint64_t hash_of(const media::Bytes& bytes) {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::int64_t ticks(std::chrono::nanoseconds time, int rate) { return time.count() * (rate / 1000) / 1'000'000; }

}  // namespace

Attendee::Attendee(const test::LetheServer& server, test::PeerLoop& loop, const std::string& room, AttendeeSpec spec)
    : spec_(std::move(spec)) {
  const auto reply =
      server.ask("POST", "/api/v1/rooms/" + room + "/participants", server.api_key(),
                 Json{{"displayName", spec_.name}, {"role", spec_.viewer ? "viewer" : "participant"}}.dump());
  if (reply.status != 201) throw std::runtime_error("join refused: " + reply.body);
  const Json joined = reply.json();
  id_ = joined.at("participant").at("id");
  token_ = joined.at("token");

  test::PeerOptions options;
  options.sends = !spec_.viewer;
  options.codecs = spec_.video ? std::vector{spec_.codec} : std::vector<media::VideoCodec>{};
  options.lose_incoming = spec_.lose_incoming;
  test::PeerCallbacks callbacks;
  callbacks.on_video = [this](auto frame) { on_video(std::move(frame)); };
  callbacks.on_audio = [this](const test::ReceivedAudio& audio) {
    if (!remembers_) return;
    audio_.push_back({audio.sequence, audio.rtp_timestamp, spec_.keeps ? audio.payload : media::Bytes(), audio.at});
  };
  callbacks.on_key_frame_wanted = [this] { video_position_ = 0; };
  callbacks.on_bitrate_limit = [this](std::uint64_t limit) { on_bitrate_limit(limit); };
  peer_ = std::make_unique<test::Peer>(loop, std::move(options), std::move(callbacks));
  const std::string offer = peer_->offer();
  offered_at_ = media::Clock::now();
  peer_->answer(answer_to(server, room, offer));
}

// A room whose media process is still starting answers 503: as a page does, the offer is posted again.
std::string Attendee::answer_to(const test::LetheServer& server, const std::string& room, const std::string& offer) {
  const std::string path = "/api/v1/rooms/" + room + "/participants/" + id_ + "/session";
  test::HttpReply reply;
  const bool came = test::eventually([&] {
    reply = server.ask("POST", path, token_, offer, "application/sdp");
    return reply.status != 503;
  });
  if (!came || reply.status != 201) throw std::runtime_error("offer refused: " + reply.body);
  return reply.body;
}

void Attendee::leave(const test::LetheServer& server, const std::string& room) {
  server.ask("DELETE", "/api/v1/rooms/" + room + "/participants/" + id_, token_);
}

void Attendee::on_video(std::shared_ptr<const media::EncodedFrame> frame) {
  if (!remembers_ || (frames_.empty() && !frame->key)) return;
  frames_.push_back({frame->rtp_timestamp, media::Clock::now(), frame->key, frame->data.size(), hash_of(frame->data),
                     spec_.keeps ? std::move(frame) : nullptr});
}

void Attendee::on_bitrate_limit(std::uint64_t bits_per_second) {
  const bool thumb = spec_.obeys && bits_per_second < next_to_nothing;
  if (thumb == thumb_) return;
  thumb_ = thumb;
  video_position_ = 0;  // the other size begins with a key frame
}

void Attendee::play(media::Time now) {
  if (!spec_.clip) return;
  play_audio(now);
  if (!spec_.clip->video.empty()) play_video(now);
}

void Attendee::play_audio(media::Time now) {
  const auto& packets = spec_.clip->audio;
  for (; next_audio_ <= now; next_audio_ += packet_length)
    peer_->send_audio(static_cast<std::uint32_t>(ticks(next_audio_ - epoch_, 48'000)),
                      packets[audio_position_++ % packets.size()], spec_.clip->level);
}

void Attendee::play_video(media::Time now) {
  while (next_video_ <= now) {
    const auto& pictures = thumb_ ? spec_.clip->thumb : spec_.clip->video;
    video_position_ %= pictures.size();
    auto frame = std::make_shared<media::EncodedFrame>();
    frame->codec = spec_.clip->codec;
    frame->key = video_position_ == 0;
    frame->rtp_timestamp = static_cast<std::uint32_t>(ticks(next_video_ - epoch_, 90'000));
    frame->at = media::Clock::now();
    frame->data = pictures[video_position_];
    if (!thumb_ && remembers_) sent_.push_back({static_cast<int>(video_position_), frame->at});
    peer_->send_video(std::move(frame));
    ++video_position_;
    next_video_ += std::chrono::milliseconds(1000 / (thumb_ ? thumb_fps : spec_.fps));
  }
}

void Attendee::forget() {
  remembers_ = true;
  frames_.clear();
  audio_.clear();
  sent_.clear();
}

}  // namespace lethe::bench
