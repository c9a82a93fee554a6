// SPDX-License-Identifier: AGPL-3.0-or-later
// One room's media: joins transport, video and audio, and makes the Scene from control real. Owned by the control link;
// its public calls are for the media thread. Events of the parts arrive on the parts' threads and are passed on at
// once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>

#include "mcu/base/loop.hpp"
#include "mcu/base/thread_check.hpp"
#include "pipelines/audio/audio_mixer.hpp"
#include "pipelines/listening/listeners.hpp"
#include "pipelines/transport/network.hpp"
#include "pipelines/video/video_mixer.hpp"

namespace lethe::media {

class RoomGraph final : transport::Sink, video::Output, audio::Output {
 public:
  using Report = std::function<void(const wire::Event&)>;  // called on any thread; must not block

  RoomGraph(const wire::Configure& settings, Loop& media, Report report);
  ~RoomGraph() override;

  // Throw Error: InvalidSdp, UnacceptableSdp, NoSession, InvalidField.
  wire::Reply apply(const wire::Scene& scene);
  wire::Reply apply(const wire::Marks& marks);
  wire::Reply apply(const wire::Label& label);
  wire::Reply apply(const wire::Offer& offer);
  wire::Reply apply(const wire::Trickle& trickle);
  wire::Reply apply(const wire::Close& close);
  wire::Reply apply(const wire::Listen& listen);
  wire::Reply apply(const wire::Say& say);
  wire::Reply apply(const wire::Hush& hush);

 private:
  struct Session {
    transport::PeerInfo info;
    std::uint64_t generation = 0;
    bool reached = false;  // packets arrive; until then nothing is mixed or encoded for it
    std::shared_ptr<LipSync> sync = std::make_shared<LipSync>();
  };

  wire::Stats stats() const;
  void forget(Seat seat);
  void begin(Seat seat, Session& session);  // gives a reached session its output
  void forget_stream(Seat seat, wire::Form form);
  // The stream that the scene gives to the seat; in VP9 on the low steps, if the viewer supports it.
  std::optional<Stream> stream_of(Seat seat, VideoCodec codec, bool or_vp9 = false) const;
  void trim_soon();     // returns memory of ended encoders to the system
  void direct_views();  // applies who sends how much and watches which stream, and therefore which streams are encoded

  void on_negotiated(Seat seat, const transport::PeerInfo& info) override;
  void on_state(Seat seat, wire::PeerState state) override;
  void on_reached(Seat seat) override;
  void on_estimate(Seat seat, int kbit) override;
  void on_audio(Seat from, const AudioPacket& packet) override;
  void on_video(SourceId from, std::shared_ptr<const EncodedFrame> frame) override;
  void on_key_frame_wanted(const Stream& stream) override;

  void on_encoded(const Stream& stream, std::shared_ptr<const EncodedFrame> frame) override;
  void on_source_key_frame_wanted(SourceId source) override;
  void on_video_changed(const wire::VideoChanged& change) override;
  void on_layout_shown(const wire::LayoutShown& shown) override;

  void on_mixed(std::span<const Seat> to, const OpusFrame& frame) override;
  void on_quiet(std::span<const Seat> to, Time tick) override;
  void on_levels(const wire::Levels& levels) override;
  void on_said(std::uint64_t number) override;

  Loop& media_;
  const std::vector<wire::Step> steps_;
  Report report_;
  std::map<Seat, Session> sessions_;                // media thread
  std::map<Seat, std::set<wire::Form>> listening_;  // media thread; seats without a session
  std::shared_ptr<const wire::Scene> scene_ = std::make_shared<wire::Scene>();
  std::set<Stream> streams_;           // media thread; streams that somebody watches
  std::uint64_t saying_ = 0;           // media thread; number of the spoken line, 0: none
  std::optional<Session> negotiated_;  // handed over while offer() waits for the network thread
  [[no_unique_address]] ThreadOwned network_thread_;
  // Network thread: the generation of each seat's session. Tells a Lost of a session that was already replaced.
  std::map<Seat, std::uint64_t> generations_;
  std::uint64_t last_generation_ = 0;

  // In the order of construction; the mixers call the network only once a session exists.
  std::unique_ptr<listening::Listeners> listeners_;
  std::unique_ptr<video::VideoMixer> video_;
  std::unique_ptr<audio::AudioMixer> audio_;
  std::unique_ptr<transport::Network> network_;
  Loop::Timer stats_;   // sends Stats every few seconds
  Loop::Timer trim_{};  // of trim_soon(); empty: none
};

}  // namespace lethe::media
