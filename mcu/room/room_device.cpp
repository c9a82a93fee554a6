// SPDX-License-Identifier: AGPL-3.0-or-later
// Devices of a room. Nobody hears of one before its media are agreed: until then it has a seat number, counts as
// somebody who is here, and is forgotten when nobody claims it.
#include <algorithm>

#include "mcu/room/ice_fragment.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/text.hpp"
#include "mcu/room/reply.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

constexpr std::chrono::seconds claimed_within{5};  // after the offer; HTTP gives up sooner
constexpr std::size_t session_characters = 22;

// Names would stand in URLs, so devices have none.
constexpr const char* device_name = "Guest";

auto same_session(const std::string& session) {
  return [&session](const Participant& p) { return p.device && p.device->session == session; };
}

}  // namespace

bool Room::anybody_sends() const {
  return std::any_of(participants_.begin(), participants_.end(),
                     [](const Participant& p) { return p.live && p.gives(); });
}

void Room::offer_of_device(const DeviceOffer& offer, const std::string& invitation, const OnDeviceAnswer& done) {
  check_sdp(offer.sdp);
  open_media();
  const bool camera = offer.kind == Device::Kind::Camera;
  std::string token;  // nobody gets it
  Participant device = make_participant({.name = device_name,
                                         .role = camera ? Role::Participant : Role::Viewer,
                                         .self = camera ? Self::Cover : Self::Exclude,
                                         .address = offer.address,
                                         .invitation = invitation},
                                        token);
  const std::string session = random_id(session_characters);
  device.device = Device{offer.kind, offer.token_hash, session};
  device.seat = ++last_seat_;
  device.ice_user = ice_user(offer.sdp);
  device.leaves_at = around_.now() + claimed_within;
  const wire::Offer asked{.seat = device.seat, .sdp = offer.sdp, .gives = camera, .gets = !camera};
  arriving_.push_back(std::move(device));
  send(asked, [weak = weak_from_this(), session, done](const wire::Reply& reply) {
    if (const auto room = weak.lock())
      room->device_answered(session, reply, done);
    else
      done(Error(Code::NotFound));
  });
}

void Room::device_answered(const std::string& session, const wire::Reply& reply, const OnDeviceAnswer& done) {
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
  close_media_of_nobody();
}

void Room::device_enters(const std::string& session) {
  const auto at = std::find_if(arriving_.begin(), arriving_.end(), same_session(session));
  if (at == arriving_.end()) throw Error(Code::NotFound);
  Participant device = std::move(*at);
  arriving_.erase(at);
  device.live = true;
  const std::string id = enter(std::move(device)).id;
  Participant& here = get(id);
  here.leaves_at.reset();
  send_labels(here);
  update_scene();
}

const Participant* Room::device(const std::string& session) const {
  const auto at = std::find_if(participants_.begin(), participants_.end(), same_session(session));
  return at == participants_.end() ? nullptr : &*at;
}

void Room::forget_unclaimed(Participant::Time now) {
  const auto late = std::stable_partition(arriving_.begin(), arriving_.end(),
                                          [&](const Participant& p) { return now < *p.leaves_at; });
  if (late == arriving_.end()) return;
  for (auto device = late; device != arriving_.end(); ++device) send(wire::Close{device->seat});
  arriving_.erase(late, arriving_.end());
  close_media_of_nobody();
}

}  // namespace lethe::room
