// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/secure_transport.hpp"

#include <algorithm>

#include "pipelines/rtp/rtp_packet.hpp"

namespace lethe::transport {
namespace {

constexpr std::size_t held_most = 16;
// ICE and DTLS may take longer than the silence that is allowed later.
constexpr std::chrono::milliseconds set_up_within{10'000};

}  // namespace

SecureTransport::SecureTransport(NetworkLoop& loop, const IceSettings& ice, const DtlsContext& dtls,
                                 std::chrono::milliseconds lost_after, Tallies& tallies, Events events)
    : dtls_context_(dtls),
      lost_after_(lost_after),
      tallies_(tallies),
      events_(std::move(events)),
      alive_at_(media::Clock::now()),
      ice_(loop, ice,
           {.received = [this](std::span<std::uint8_t> packet) { take(packet); },
            .connected = [this] { on_connected(); },
            .alive = [this] { alive_at_ = media::Clock::now(); },
            .dropped = [this] { ++tallies_.dropped_stun; }}) {}

void SecureTransport::start(DtlsRole role, std::vector<Fingerprint> expected) {
  dtls_ = std::make_unique<Dtls>(dtls_context_, role, std::move(expected), [this](View datagram) { send(datagram); });
  if (ice_.connected()) on_connected();
}

void SecureTransport::on_connected() {
  alive_at_ = media::Clock::now();
  if (!dtls_) return;
  events_.reached();
  dtls_->start();
  const auto held = std::move(held_);
  held_.clear();
  for (const auto& datagram : held) take_dtls(datagram);
}

void SecureTransport::take(std::span<std::uint8_t> packet) {
  if (gone_) return;
  ++tallies_.packets_in;
  tallies_.bytes_in += packet.size();
  const unsigned first = packet[0];  // RFC 7983
  if (first >= 20 && first <= 63)
    take_dtls(packet);
  else if (first >= 128 && first <= 191)
    take_media(packet);
  else
    ++tallies_.dropped_rtp;
}

void SecureTransport::take_dtls(View packet) {
  if (!ice_.connected() || !dtls_) {
    if (held_.size() < held_most)
      held_.emplace_back(packet.begin(), packet.end());
    else
      ++tallies_.dropped_dtls;
    return;
  }
  dtls_->feed(packet);
  follow_dtls();
}

void SecureTransport::follow_dtls() {
  tallies_.dropped_dtls += dtls_->malformed() - malformed_told_;
  malformed_told_ = dtls_->malformed();
  if (dtls_->state() == Dtls::State::Connected && !srtp_) {
    try {
      srtp_.emplace(dtls_->keys());
    } catch (const std::exception&) {  // must not pass through libnice; the peer can do nothing without keys
      return lose();
    }
    alive_at_ = media::Clock::now();
    ice_.expect_media();
    events_.ready();
  } else if (dtls_->state() == Dtls::State::Closed || dtls_->state() == Dtls::State::Failed) {
    lose();
  }
}

void SecureTransport::take_media(std::span<std::uint8_t> packet) {
  const bool control = is_rtcp(packet);
  if (!srtp_) {
    ++tallies_.dropped_srtp;
    return;
  }
  const auto plain = control ? srtp_->unprotect_rtcp(packet) : srtp_->unprotect_rtp(packet);
  if (plain.empty()) {
    ++tallies_.dropped_srtp;
    return;
  }
  alive_at_ = media::Clock::now();
  control ? events_.rtcp(plain) : events_.rtp(plain);
}

void SecureTransport::tick(media::Time now) {
  if (gone_) return;
  if (dtls_ && ice_.connected()) {
    dtls_->tick();
    follow_dtls();
  }
  if (doubted_at_ && alive_at_ > *doubted_at_) doubted_at_.reset();
  if (doubted_at_ && now - *doubted_at_ > std::chrono::seconds(1)) return lose();
  if (now - consent_at_ >= std::min<media::Clock::duration>(lost_after_ / 5, std::chrono::seconds(4))) {
    consent_at_ = now;
    ice_.check_consent();
  }
  if (now - alive_at_ > (ready() ? lost_after_ : std::max(lost_after_, set_up_within))) lose();
}

void SecureTransport::doubt() {
  if (doubted_at_) return;
  doubted_at_ = media::Clock::now();
  ice_.check_consent();
}

void SecureTransport::lose() {
  if (gone_) return;
  gone_ = true;
  events_.gone();
}

void SecureTransport::send(View packet) {
  if (!ice_.send(packet)) return;
  ++tallies_.packets_out;
  tallies_.bytes_out += packet.size();
}

void SecureTransport::send_media(View packet) {
  if (!ice_.send_media(packet)) return;
  ++tallies_.packets_out;
  tallies_.bytes_out += packet.size();
}

void SecureTransport::send_rtp(std::span<std::uint8_t> buffer, std::size_t size) {
  if (!ready() || size == 0) return;
  if (const std::size_t whole = srtp_->protect_rtp(buffer, size); whole > 0) send_media(buffer.first(whole));
}

void SecureTransport::send_rtcp(std::span<std::uint8_t> buffer, std::size_t size) {
  if (!ready() || size == 0) return;
  if (const std::size_t whole = srtp_->protect_rtcp(buffer, size); whole > 0) send_media(buffer.first(whole));
}

void SecureTransport::close() {
  if (dtls_ && !gone_) dtls_->close();
  gone_ = true;
}

}  // namespace lethe::transport
