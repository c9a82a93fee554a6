// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_devices.hpp"

#include <algorithm>

#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/text.hpp"
#include "mcu/room/people/ice_fragment.hpp"
#include "mcu/room/people/reply.hpp"

namespace lethe::room {
namespace {

constexpr std::chrono::seconds claimed_within{5};  // after the offer; HTTP gives up sooner
constexpr std::size_t session_characters = 22;

// Names would be part of URLs, so devices have none.
constexpr const char* device_name = "Guest";

auto same_session(const std::string& session) {
  return [&session](const Participant& p) { return p.device && p.device->session == session; };
}

}  // namespace

Devices::Devices(const Surroundings& around, Roster& people, MediaLink& media, Whole& whole)
    : around_(around), people_(people), media_(media), whole_(whole) {}

void Devices::offer(const DeviceOffer& offer, const std::string& invitation, const OnDeviceAnswer& done) {
  check_sdp(offer.sdp);
  media_.open();
  const bool camera = offer.kind == Device::Kind::Camera;
  std::string token;  // not used
  Participant device = whole_.newcomer({.name = device_name,
                                        .role = camera ? Role::Participant : Role::Viewer,
                                        .self = camera ? Self::Cover : Self::Exclude,
                                        .address = offer.address,
                                        .invitation = invitation},
                                       token);
  const std::string session = random_id(session_characters);
  device.device = Device{offer.kind, offer.token_hash, session};
  device.seat = people_.next_seat();
  device.ice_user = ice_user(offer.sdp);
  device.leaves_at = around_.now() + claimed_within;
  const wire::Offer asked{.seat = device.seat, .sdp = offer.sdp, .gives = camera, .gets = !camera};
  arriving_.push_back(std::move(device));
  media_.ask(
      asked, [this, session, done](const wire::Reply& reply) { answered(session, reply, done); },
      [done] { done(Error(Code::NotFound)); });
}

void Devices::answered(const std::string& session, const wire::Reply& reply, const OnDeviceAnswer& done) {
  const auto at = std::find_if(arriving_.begin(), arriving_.end(), same_session(session));
  if (at == arriving_.end()) return done(Error(Code::NotFound));
  if (const auto* answer = std::get_if<wire::Answer>(&reply)) {
    at->etag = random_id(16);
    at->lacks_video = lacks_video(answer->sdp);
    if (answer->estimated) at->line.emplace(around_.limits.step_kbps, around_.now());
    return done(DeviceAnswer{session, {answer->sdp, at->etag, around_.ice_servers()}});
  }
  arriving_.erase(at);
  done(error_of(reply));
  whole_.settle();
}

void Devices::enter(const std::string& session) {
  const auto at = std::find_if(arriving_.begin(), arriving_.end(), same_session(session));
  if (at == arriving_.end()) throw Error(Code::NotFound);
  Participant device = std::move(*at);
  arriving_.erase(at);
  device.live = true;
  whole_.enter(std::move(device)).leaves_at.reset();
  whole_.settle();
}

void Devices::tick(Participant::Time now) {
  const auto late = std::stable_partition(arriving_.begin(), arriving_.end(),
                                          [&](const Participant& p) { return now < *p.leaves_at; });
  if (late == arriving_.end()) return;
  for (auto device = late; device != arriving_.end(); ++device) media_.send(wire::Close{device->seat});
  arriving_.erase(late, arriving_.end());
  whole_.settle();
}

}  // namespace lethe::room
