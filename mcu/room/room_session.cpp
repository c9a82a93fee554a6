// SPDX-License-Identifier: AGPL-3.0-or-later
// The media sessions of a room: their offers, what they trickle, their ends.
#include "mcu/room/ice_fragment.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/text.hpp"
#include "mcu/room/reply.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {

constexpr std::chrono::seconds next_offer_within{60};  // after hanging up, or when the media process was lost

bool etag_matches(std::string_view given, std::string_view etag) {
  if (given == "*") return true;
  if (given.size() >= 2 && given.front() == '"' && given.back() == '"') given = given.substr(1, given.size() - 2);
  return given == etag || given == "*";
}

}  // namespace

void Room::offer(const std::string& id, const std::string& sdp, OnAnswer done) {
  Participant& participant = get(id);
  check_sdp(sdp);
  if (participant.listens) throw Error(Code::Forbidden, "Who came to listen has no media session.");
  open_media();
  ++participant.offers_pending;
  send(wire::Offer{.seat = participant.seat, .sdp = sdp},
       [weak = weak_from_this(), seat = participant.seat, hang_ups = participant.hang_ups, user = ice_user(sdp),
        done = std::move(done)](const wire::Reply& reply) {
         if (const auto room = weak.lock())
           room->answered(seat, hang_ups, user, reply, done);
         else
           done(Error(Code::NotFound));
       });
}

void Room::answered(wire::Seat seat, int hang_ups, const std::string& user, const wire::Reply& reply,
                    const OnAnswer& done) {
  Participant* participant = at(seat);
  if (!participant) return done(Error(Code::NotFound));
  --participant->offers_pending;
  if (participant->hang_ups != hang_ups) return done(Error(Code::NoSession));
  const auto* answer = std::get_if<wire::Answer>(&reply);
  if (!answer) {
    if (const auto meanwhile = std::exchange(participant->meanwhile, {})) on(wire::PeerChanged{seat, *meanwhile});
    return done(error_of(reply));
  }
  participant->meanwhile.reset();
  participant->live = true;
  participant->line.reset();
  if (answer->estimated) participant->line.emplace(around_.limits.step_kbps, around_.now());
  participant->lacks_video = lacks_video(answer->sdp);
  participant->camera_live = false;
  participant->screen.reset();
  participant->connection = wire::PeerState::Connecting;
  participant->etag = random_id(16);
  participant->ice_user = user;
  participant->leaves_at.reset();
  done(SessionAnswer{answer->sdp, participant->etag, around_.ice_servers()});  // first of all: the browser waits for it
  participant = at(seat);
  if (!participant) return;
  send_labels(*participant);
  update_scene();
  tell(*participant);
}

void Room::trickle(const std::string& id, const std::string& fragment, const std::string& if_match, OnAnswer done) {
  Participant& participant = get(id);
  check_sdp(fragment);
  if (!participant.live && participant.offers_pending == 0) throw Error(Code::NoSession);
  const std::string user = ice_user(fragment);
  const bool restart = participant.live && !user.empty() && user != participant.ice_user;
  if (restart && if_match.empty()) throw Error(Code::PreconditionRequired);
  if (!if_match.empty() && !etag_matches(if_match, participant.etag)) throw Error(Code::PreconditionFailed);
  send(wire::Trickle{participant.seat, fragment},
       [weak = weak_from_this(), seat = participant.seat, user, done = std::move(done)](const wire::Reply& reply) {
         if (const auto room = weak.lock())
           room->restarted(seat, user, reply, done);
         else
           done(Error(Code::NotFound));
       });
}

void Room::restarted(wire::Seat seat, const std::string& user, const wire::Reply& reply, const OnAnswer& done) {
  Participant* participant = at(seat);
  if (!participant) return done(Error(Code::NotFound));
  if (std::holds_alternative<wire::Failure>(reply)) return done(error_of(reply));
  const auto* answer = std::get_if<wire::Answer>(&reply);
  if (answer) {
    participant->etag = random_id(16);
    participant->ice_user = user;
  }
  done(SessionAnswer{answer ? answer->sdp : std::string(), participant->etag});
}

void Room::hang_up(const std::string& id) {
  Participant& participant = get(id);
  if (!participant.live && participant.offers_pending == 0) throw Error(Code::NoSession);
  session_lost(participant);
  ++participant.hang_ups;
  update_scene();
  send(wire::Close{participant.seat});
  tell(participant);
}

void Room::session_lost(Participant& participant) {
  participant.live = false;
  participant.connection = wire::PeerState::Connecting;
  participant.etag.clear();
  participant.ice_user.clear();
  participant.leaves_at = around_.now() + next_offer_within;
  hear_no_more(participant);
}

}  // namespace lethe::room
