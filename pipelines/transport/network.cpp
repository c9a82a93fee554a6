// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/network.hpp"

#include <atomic>
#include <deque>
#include <map>

#include "mcu/base/error.hpp"
#include "mcu/base/mutex.hpp"
#include "mcu/base/thread_check.hpp"
#include "pipelines/secure/network_loop.hpp"
#include "pipelines/transport/audio_queue.hpp"
#include "pipelines/transport/peer.hpp"

namespace lethe::transport {
namespace {

constexpr std::size_t frames_most = 512;        // waiting for the network thread
constexpr std::chrono::milliseconds gather{2};  // a packet's longest wait for others, so that one wake-up serves many
constexpr std::chrono::milliseconds tick_every{20};

IceSettings ice_settings(const wire::Configure& settings) {
  IceSettings ice;
  ice.addresses = settings.addresses.empty() ? machine_addresses() : settings.addresses;
  ice.public_address = settings.public_address.value_or("");
  ice.port_min = static_cast<unsigned>(settings.port_min);
  ice.port_max = static_cast<unsigned>(settings.port_max);
  ice.tcp = settings.tcp;
  return ice;
}

struct OutgoingVideo {
  media::Stream stream;
  std::shared_ptr<const media::EncodedFrame> frame;
};

}  // namespace

struct Network::Impl {
  Impl(const wire::Configure& configured, Sink& told) : settings(configured), sink(told) {}

  std::string offer(Seat seat, const Sdp& sdp, const Agreement& agreement);
  void forget(Seat seat, std::uint64_t session);
  void watch(Seat seat, const std::optional<media::Stream>& stream);
  void begin_watching(Peer& peer);
  void tick();
  void keep_ticking();
  void drop_unwatched_histories();

  void wake();  // after something was queued
  void send_queued();
  void send(std::span<const Seat> to, const media::OpusFrame& frame, media::Time now);
  void send(const OutgoingVideo& video, media::Time now);
  PacketHistory& history_of(const media::Stream& stream);

  struct Session {
    std::uint64_t id = 0;
    std::unique_ptr<Peer> peer;
  };

  [[no_unique_address]] ThreadOwned media_thread;
  const wire::Configure settings;
  Sink& sink;
  Tallies tallies;
  const Certificate certificate;
  const DtlsContext dtls{certificate};
  const IceSettings ice{ice_settings(settings)};

  // Network thread alone.
  std::uint64_t last_session = 0;
  bool ticking = false;
  std::map<Seat, Session> sessions;
  std::map<media::Stream, PacketHistory> histories;
  std::vector<Peer*> viewers;  // of the frame being sent; kept for its memory

  std::atomic<bool> woken{false};  // send_queued() is posted and has not begun
  AudioQueue queued_audio{frames_most};
  Mutex mutex;
  std::deque<OutgoingVideo> queued_video GUARDED_BY(mutex);

  NetworkLoop loop{gather};  // last: its thread uses the others
  const PeerShare share{loop,
                        settings,
                        ice,
                        certificate,
                        dtls,
                        tallies,
                        sink,
                        [this](const media::Stream& stream) -> const PacketHistory* {
                          const auto found = histories.find(stream);
                          return found == histories.end() ? nullptr : &found->second;
                        },
                        [this](Peer& peer) { begin_watching(peer); }};
};

std::string Network::Impl::offer(Seat seat, const Sdp& sdp, const Agreement& agreement) {
  CHECK_ON(loop);
  const std::uint64_t session = ++last_session;
  // The end of a session is noticed inside libnice's callbacks, so the peer is removed from the loop.
  auto gone = [this, seat, session] { loop.post([this, seat, session] { forget(seat, session); }); };
  if (const auto found = sessions.find(seat); found != sessions.end() && found->second.peer->serves(sdp, agreement)) {
    found->second.peer->renew(sdp, agreement);
  } else {
    auto peer = std::make_unique<Peer>(seat, share, sdp, agreement, gone);
    Session& place = sessions[seat];
    if (place.peer) place.peer->close();
    place = {session, std::move(peer)};
  }
  drop_unwatched_histories();
  sink.on_negotiated(seat, agreement.info());
  sink.on_state(seat, wire::PeerState::Connecting);
  keep_ticking();
  return sessions.at(seat).peer->answer();
}

void Network::Impl::forget(Seat seat, std::uint64_t session) {
  CHECK_ON(loop);
  const auto found = sessions.find(seat);
  if (found == sessions.end() || found->second.id != session) return;
  sessions.erase(found);
  drop_unwatched_histories();
  sink.on_state(seat, wire::PeerState::Lost);
}

void Network::Impl::keep_ticking() {
  if (std::exchange(ticking, true)) return;
  loop.every(tick_every, [this] {
    tick();
    ticking = !sessions.empty();
    return ticking;
  });
}

void Network::Impl::tick() {
  CHECK_ON(loop);
  const media::Time now = media::Clock::now();
  std::uint64_t estimated = 0, asked = 0;
  for (auto& [seat, session] : sessions) {
    session.peer->tick(now);
    estimated += session.peer->estimated_out();
    asked += session.peer->asked_in(now);
  }
  tallies.estimated_out = estimated;
  tallies.asked_in = asked;
}

void Network::Impl::watch(Seat seat, const std::optional<media::Stream>& stream) {
  CHECK_ON(loop);
  const auto found = sessions.find(seat);
  if (found == sessions.end()) return;
  VideoEgress* viewer = found->second.peer->viewer();
  if (viewer == nullptr || viewer->wanted() == stream) return;
  viewer->watch(stream);
  drop_unwatched_histories();
  if (found->second.peer->ready()) begin_watching(*found->second.peer);
}

void Network::Impl::begin_watching(Peer& peer) {
  const VideoEgress* const viewer = peer.viewer();
  if (viewer == nullptr || !viewer->wanted()) return;
  const auto history = histories.find(*viewer->wanted());
  if (history != histories.end() && peer.catch_up(history->second, media::Clock::now())) return;
  sink.on_key_frame_wanted(*viewer->wanted());
}

void Network::Impl::drop_unwatched_histories() {
  std::erase_if(histories, [&](const auto& entry) {
    for (const auto& [seat, session] : sessions)
      if (const VideoEgress* viewer = session.peer->viewer())
        if (viewer->wanted() == entry.first || viewer->current() == entry.first) return false;
    return true;
  });
}

void Network::Impl::wake() {
  if (!woken.exchange(true)) loop.post([this] { send_queued(); });
}

void Network::Impl::send_queued() {
  CHECK_ON(loop);
  woken = false;
  const media::Time now = media::Clock::now();
  queued_audio.take([&](std::span<const Seat> to, const media::OpusFrame& frame) { send(to, frame, now); });
  std::deque<OutgoingVideo> video;
  {
    const MutexLock lock(mutex);
    video.swap(queued_video);
  }
  for (const OutgoingVideo& one : video) send(one, now);
}

void Network::Impl::send(std::span<const Seat> to, const media::OpusFrame& frame, media::Time now) {
  for (const Seat seat : to)
    if (const auto found = sessions.find(seat); found != sessions.end()) found->second.peer->send_audio(frame, now);
}

PacketHistory& Network::Impl::history_of(const media::Stream& stream) {
  const wire::Step& step = settings.steps.at(static_cast<std::size_t>(stream.step));
  return histories.try_emplace(stream, PacketHistory::payload_for(step.video_bitrate)).first->second;
}

void Network::Impl::send(const OutgoingVideo& video, media::Time now) {
  PacketHistory* history = nullptr;
  viewers.clear();
  for (auto& [seat, session] : sessions) {
    VideoEgress* viewer = session.peer->viewer();
    if (viewer == nullptr || !session.peer->ready()) continue;
    if (viewer->wanted() != video.stream && viewer->current() != video.stream) continue;
    if (history == nullptr) history = &history_of(video.stream);
    if (viewer->begins_frame(video.stream, *video.frame, history->next())) viewers.push_back(session.peer.get());
  }
  if (viewers.empty()) return;
  const std::int64_t first = history->add(*video.frame);
  for (Peer* viewer : viewers) viewer->send_video(*history, first, now);
}

Network::Network(const wire::Configure& settings, Sink& sink) : impl_(std::make_unique<Impl>(settings, sink)) {
  impl_->loop.start();
}

Network::~Network() {
  impl_->loop.call([this] {
    for (auto& [seat, session] : impl_->sessions) session.peer->close();
    impl_->sessions.clear();
  });
}

std::string Network::offer(Seat seat, std::string_view sdp, Directions allowed) {
  CHECK_ON(impl_->media_thread);
  const Sdp parsed = parse_sdp(sdp);
  const Agreement agreement = agree(parsed, allowed);
  return impl_->loop.call([&] { return impl_->offer(seat, parsed, agreement); });
}

std::optional<std::string> Network::trickle(Seat seat, std::string_view fragment) {
  CHECK_ON(impl_->media_thread);
  const SdpFragment parsed = parse_fragment(fragment);
  return impl_->loop.call([&] {
    const auto found = impl_->sessions.find(seat);
    if (found == impl_->sessions.end()) throw Error(Code::NoSession);
    return found->second.peer->trickle(parsed);
  });
}

void Network::confirm(Seat seat) {
  CHECK_ON(impl_->media_thread);
  impl_->loop.post([impl = impl_.get(), seat] {
    if (const auto found = impl->sessions.find(seat); found != impl->sessions.end() && found->second.peer->ready())
      impl->sink.on_state(seat, wire::PeerState::Connected);
  });
}

void Network::close(Seat seat) {
  CHECK_ON(impl_->media_thread);
  impl_->loop.call([&] {
    const auto found = impl_->sessions.find(seat);
    if (found == impl_->sessions.end()) return;
    found->second.peer->close();
    impl_->sessions.erase(found);
    impl_->drop_unwatched_histories();
  });
}

void Network::send_audio(std::span<const Seat> to, const media::OpusFrame& frame) {
  if (impl_->queued_audio.push(to, frame)) impl_->wake();
}

void Network::send_video(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame) {
  {
    const MutexLock lock(impl_->mutex);
    if (impl_->queued_video.size() >= frames_most) return;
    impl_->queued_video.push_back({stream, std::move(frame)});
  }
  impl_->wake();
}

void Network::watch(Seat seat, std::optional<media::Stream> stream) {
  impl_->loop.post([impl = impl_.get(), seat, stream] { impl->watch(seat, stream); });
}

void Network::ask(Seat seat, int camera_kbit, int screen_kbit) {
  impl_->loop.post([impl = impl_.get(), seat, camera_kbit, screen_kbit] {
    if (const auto found = impl->sessions.find(seat); found != impl->sessions.end())
      found->second.peer->ask(camera_kbit, screen_kbit, media::Clock::now());
  });
}

void Network::set_goal(Seat seat, int kbit) {
  impl_->loop.post([impl = impl_.get(), seat, kbit] {
    if (const auto found = impl->sessions.find(seat); found != impl->sessions.end()) found->second.peer->set_goal(kbit);
  });
}

void Network::request_key_frame(media::SourceId from) {
  impl_->loop.post([impl = impl_.get(), from] {
    if (const auto found = impl->sessions.find(from.seat); found != impl->sessions.end())
      found->second.peer->request_key_frame(from.picture, media::Clock::now());
  });
}

Counters Network::counters() const {
  const Tallies& t = impl_->tallies;
  return {t.packets_in.value(),    t.packets_out.value(),     t.bytes_in.value(),     t.bytes_out.value(),
          t.dropped_stun.value(),  t.dropped_dtls.value(),    t.dropped_srtp.value(), t.dropped_rtp.value(),
          t.dropped_rtcp.value(),  t.dropped_payload.value(), t.lost_in.value(),      t.lost_out.value(),
          t.estimated_out.value(), t.asked_in.value(),        t.nacks_in.value(),     t.nacks_out.value(),
          t.rtx_in.value(),        t.rtx_out.value(),         t.plis_in.value(),      t.plis_out.value(),
          t.twcc_in.value(),       t.twcc_out.value()};
}

}  // namespace lethe::transport
