// SPDX-License-Identifier: AGPL-3.0-or-later
// A network with a recording sink, and waiting for a condition under a watchdog.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>

#include "mcu/base/mutex.hpp"
#include "pipelines/transport/network.hpp"
#include "tests/support/peer.hpp"

namespace lethe::test {

using transport::Network;
using transport::Seat;

struct HeardPacket {
  std::uint32_t rtp_timestamp = 0;
  std::optional<int> level;
  std::optional<std::chrono::nanoseconds> sender_time;
  media::Bytes payload;
};

// Everything the network told, guarded by one lock.
struct Told {
  std::map<Seat, int> estimates;  // kbit/s
  std::map<Seat, transport::PeerInfo> negotiated;
  std::map<Seat, std::vector<wire::PeerState>> states;
  std::map<Seat, std::vector<HeardPacket>> audio;
  std::map<Seat, std::vector<std::shared_ptr<const media::EncodedFrame>>> video, screens;
  std::vector<media::Stream> key_frames_wanted;
  std::vector<ReceivedAudio> heard;  // by the peers
  std::vector<std::shared_ptr<const media::EncodedFrame>> seen;
  std::vector<ReceivedReport> reports;
};

class Recorder : public transport::Sink {
 public:
  void on_negotiated(Seat seat, const transport::PeerInfo& info) override {
    note([&](Told& t) { t.negotiated[seat] = info; });
  }
  void on_state(Seat seat, wire::PeerState state) override {
    note([&](Told& t) { t.states[seat].push_back(state); });
  }
  void on_audio(Seat from, const media::AudioPacket& packet) override {
    note([&](Told& t) {
      t.audio[from].push_back(
          {packet.rtp_timestamp, packet.level, packet.sender_time, {packet.payload.begin(), packet.payload.end()}});
    });
  }
  void on_video(media::SourceId from, std::shared_ptr<const media::EncodedFrame> frame) override {
    note([&](Told& t) {
      (from.picture == wire::Picture::Screen ? t.screens : t.video)[from.seat].push_back(std::move(frame));
    });
  }
  void on_estimate(Seat seat, int kbit) override {
    note([&](Told& t) { t.estimates[seat] = kbit; });
  }
  void on_key_frame_wanted(const media::Stream& stream) override {
    note([&](Told& t) { t.key_frames_wanted.push_back(stream); });
  }

  template <class Change>
  void note(Change change) {
    const MutexLock lock(mutex_);
    change(told_);
    changed_.notify_all();
  }
  // False when the condition did not come true within the watchdog's time.
  template <class Condition>
  bool wait(Condition condition, std::chrono::milliseconds watchdog = std::chrono::seconds(10)) {
    MutexLock lock(mutex_);
    return changed_.wait_for(lock, watchdog,
                             [&]() REQUIRES(mutex_) { return condition(static_cast<const Told&>(told_)); });
  }
  template <class Read>
  auto read(Read get) {
    const MutexLock lock(mutex_);
    return get(static_cast<const Told&>(told_));
  }
  PeerCallbacks callbacks() {
    return {.on_audio = [this](const ReceivedAudio& a) { note([&](Told& t) { t.heard.push_back(a); }); },
            .on_video = [this](auto frame) { note([&](Told& t) { t.seen.push_back(frame); }); },
            .on_report = [this](const ReceivedReport& r) { note([&](Told& t) { t.reports.push_back(r); }); },
            .on_key_frame_wanted = {},
            .on_bitrate_limit = {},
            .on_connected = [this] { note([](Told&) {}); },
            .on_lost = [this] { note([](Told&) {}); }};
  }

 private:
  Mutex mutex_;
  std::condition_variable changed_;
  Told told_ GUARDED_BY(mutex_);
};

inline wire::Configure local_settings() {
  wire::Configure settings;
  settings.addresses = {"127.0.0.1"};
  return settings;
}

// A frame whose bytes are told by its number; VP8 key frames have an even first byte, those of VP9 two zero bits.
inline std::shared_ptr<const media::EncodedFrame> frame_of(int number, bool key, std::size_t size,
                                                           media::VideoCodec codec = media::VideoCodec::Vp8) {
  auto frame = std::make_shared<media::EncodedFrame>();
  frame->codec = codec;
  frame->key = key;
  frame->rtp_timestamp = 90'000 + static_cast<std::uint32_t>(number) * 3600;
  frame->at = media::Clock::now();
  auto fill = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      frame->data.push_back(static_cast<std::uint8_t>(1 + (i * 7 + static_cast<std::size_t>(number)) % 250));
  };
  if (codec == media::VideoCodec::Vp8) {
    frame->data.push_back(key ? 0x10 : 0x11);
    fill(size - 1);
  } else if (codec == media::VideoCodec::Vp9) {
    frame->data.push_back(key ? 0x82 : 0x86);
    fill(size - 1);
  } else {
    if (key) frame->data = {0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1f, 0, 0, 0, 1, 0x68, 0xce, 0x3c, 0x80};
    frame->data.insert(frame->data.end(), {0, 0, 0, 1, static_cast<std::uint8_t>(key ? 0x65 : 0x41)});
    fill(size);
  }
  return frame;
}

class NetworkTest : public ::testing::Test {
 protected:
  // Joins and waits until media can flow.
  std::unique_ptr<Peer> join(Network& network, Seat seat, PeerOptions options = {}) {
    auto peer = std::make_unique<Peer>(loop_, std::move(options), recorder_.callbacks());
    peer->answer(network.offer(seat, peer->offer()));
    const bool up = recorder_.wait([&](const Told& t) {
      const auto states = t.states.find(seat);
      return states != t.states.end() && !states->second.empty() && states->second.back() == wire::PeerState::Connected;
    });
    EXPECT_TRUE(up) << "seat " << seat << " does not connect";
    EXPECT_TRUE(eventually([&] { return peer->stats().connected; }));
    return peer;
  }
  // For conditions that are asked for, not told.
  template <class Condition>
  bool eventually(Condition condition, std::chrono::milliseconds watchdog = std::chrono::seconds(10)) {
    const auto end = media::Clock::now() + watchdog;
    while (!condition()) {
      if (media::Clock::now() > end) return false;
      recorder_.wait([](const Told&) { return false; }, std::chrono::milliseconds(2));
    }
    return true;
  }

  PeerLoop loop_;
  Recorder recorder_;
};

}  // namespace lethe::test
