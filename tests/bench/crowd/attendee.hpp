// SPDX-License-Identifier: AGPL-3.0-or-later
// One synthetic participant of a real lethe: joins over REST, plays a clip, and records what it receives. Created and
// destroyed on the main thread; plays and receives on the crowd's loop, to which its records belong.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/bench/crowd/clip.hpp"
#include "tests/process/lethe_server.hpp"
#include "tests/support/peer.hpp"

namespace lethe::bench {

struct ReceivedFrame {
  std::uint32_t rtp_timestamp = 0;
  media::Time at;  // complete
  bool key = false;
  std::size_t size = 0;
  std::uint64_t hash = 0;                           // of its bytes
  std::shared_ptr<const media::EncodedFrame> kept;  // null when only counted
};

struct SentFrame {
  int counter = 0;  // as stamped
  media::Time at;
};

struct AttendeeSpec {
  std::string name = "Bench";
  bool viewer = false;               // watches and listens, sends nothing
  std::shared_ptr<const Clip> clip;  // null for viewers
  int fps = camera_fps;              // at which the clip is played
  bool video = true;                 // receives it
  media::VideoCodec codec = media::VideoCodec::Vp8;
  bool obeys = false;  // sends a small picture while it is asked for next to nothing (REMB)
  bool keeps = true;   // frames and audio, for the check of what they show
  std::function<bool(std::uint64_t index, bool video)> lose_incoming = {};
};

class Attendee {
 public:
  Attendee(const test::LetheServer& server, test::PeerLoop& loop, const std::string& room, AttendeeSpec spec);

  const std::string& id() const { return id_; }
  const std::string& token() const { return token_; }
  const AttendeeSpec& spec() const { return spec_; }
  test::Peer& peer() { return *peer_; }
  media::Time offered_at() const { return offered_at_; }  // just before the offer was posted
  void leave(const test::LetheServer& server, const std::string& room);

  // ── the loop's thread ──
  void start(media::Time first) { next_audio_ = next_video_ = epoch_ = first; }
  void play(media::Time now);  // sends what is due
  const std::vector<ReceivedFrame>& frames() const { return frames_; }
  const std::vector<test::ReceivedAudio>& audio() const { return audio_; }
  const std::vector<SentFrame>& sent() const { return sent_; }
  void hold() { remembers_ = false; }  // what is remembered stays as it is
  void forget();                       // all of it; remembers frames again from the next key frame on

 private:
  std::string answer_to(const test::LetheServer& server, const std::string& room, const std::string& offer);
  void play_audio(media::Time now);
  void play_video(media::Time now);
  void on_video(std::shared_ptr<const media::EncodedFrame> frame);
  void on_bitrate_limit(std::uint64_t bits_per_second);

  AttendeeSpec spec_;
  std::string id_, token_;
  media::Time offered_at_;
  media::Time epoch_, next_audio_, next_video_;
  std::size_t audio_position_ = 0, video_position_ = 0;
  bool thumb_ = false, remembers_ = true;
  std::vector<ReceivedFrame> frames_;
  std::vector<test::ReceivedAudio> audio_;
  std::vector<SentFrame> sent_;
  std::unique_ptr<test::Peer> peer_;  // last: its callbacks use the others
};

}  // namespace lethe::bench
