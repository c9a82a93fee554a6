// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/support/peer.hpp"

#include "tests/support/peer_session.hpp"

namespace lethe::test {

PeerLoop::PeerLoop() { loop_.start(); }
PeerLoop::~PeerLoop() = default;

struct Peer::Impl {
  PeerLoop& loop;
  std::unique_ptr<PeerSession> session;  // loop thread
};

namespace {

// At once when this is the loop's thread: who sends for many peers from there wakes nobody.
template <class Work>
void on_loop(PeerLoop& loop, Work work) {
  if (g_main_context_is_owner(loop.loop().context()) == TRUE)
    work();
  else
    loop.loop().post(std::move(work));
}

}  // namespace

Peer::Peer(PeerLoop& loop, PeerOptions options, PeerCallbacks callbacks) : impl_(new Impl{loop, nullptr}) {
  loop.loop().call([&] {
    impl_->session = std::make_unique<PeerSession>(loop, std::move(options), std::move(callbacks));
    loop.loop().every(std::chrono::milliseconds(20), [weak = std::weak_ptr(impl_)] {
      const auto impl = weak.lock();
      if (!impl || !impl->session) return false;
      impl->session->tick(media::Clock::now());
      return true;
    });
  });
}

Peer::~Peer() {
  impl_->loop.loop().call([&] { impl_->session.reset(); });
}

std::string Peer::offer() {
  return impl_->loop.loop().call([&] { return impl_->session->offer(); });
}
std::string Peer::next_offer(bool screen, bool restart) {
  return impl_->loop.loop().call([&] { return impl_->session->next_offer(screen, restart); });
}
void Peer::answer(std::string_view sdp) {
  impl_->loop.loop().call([&] { impl_->session->answer(sdp); });
}
std::string Peer::restart_offer() {
  return impl_->loop.loop().call([&] { return impl_->session->restart_offer(); });
}
void Peer::restart_answer(std::string_view fragment) {
  impl_->loop.loop().call([&] { impl_->session->restart_answer(fragment); });
}
void Peer::close() {
  impl_->loop.loop().call([&] { impl_->session->close(); });
}
PeerStats Peer::stats() const {
  return impl_->loop.loop().call([&] { return impl_->session->stats(); });
}

void Peer::send_audio(std::uint32_t rtp_timestamp, media::Bytes payload, int level) {
  on_loop(impl_->loop, [impl = impl_, rtp_timestamp, payload = std::move(payload), level] {
    if (impl->session) impl->session->send_audio(rtp_timestamp, payload, level);
  });
}
void Peer::send_video(std::shared_ptr<const media::EncodedFrame> frame) {
  on_loop(impl_->loop, [impl = impl_, frame = std::move(frame)] {
    if (impl->session) impl->session->send_video(*frame);
  });
}
void Peer::send_screen(std::shared_ptr<const media::EncodedFrame> frame) {
  impl_->loop.loop().post([impl = impl_, frame = std::move(frame)] {
    if (impl->session) impl->session->send_screen(*frame);
  });
}
void Peer::request_key_frame() {
  impl_->loop.loop().post([impl = impl_] {
    if (impl->session) impl->session->request_key_frame();
  });
}
void Peer::send_raw_rtp(media::Bytes packet) {
  impl_->loop.loop().post([impl = impl_, packet = std::move(packet)] {
    if (impl->session) impl->session->send_raw(packet, PeerSession::Raw::Rtp);
  });
}
void Peer::send_raw_rtcp(media::Bytes packet) {
  impl_->loop.loop().post([impl = impl_, packet = std::move(packet)] {
    if (impl->session) impl->session->send_raw(packet, PeerSession::Raw::Rtcp);
  });
}
void Peer::send_raw(media::Bytes datagram) {
  impl_->loop.loop().post([impl = impl_, datagram = std::move(datagram)] {
    if (impl->session) impl->session->send_raw(datagram, PeerSession::Raw::Plain);
  });
}

}  // namespace lethe::test
