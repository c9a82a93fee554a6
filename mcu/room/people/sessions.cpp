// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/sessions.hpp"

#include <utility>

#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/text.hpp"
#include "mcu/room/people/ice_fragment.hpp"
#include "mcu/room/people/reply.hpp"

namespace lethe::room {
namespace {

constexpr std::chrono::seconds next_offer_within{60};  // after hanging up, or when the media process was lost
constexpr std::chrono::seconds returns_within{30};     // after its network was lost

bool etag_matches(std::string_view given, std::string_view etag) {
  if (given == "*") return true;
  if (given.size() >= 2 && given.front() == '"' && given.back() == '"') given = given.substr(1, given.size() - 2);
  return given == etag || given == "*";
}

}  // namespace

Sessions::Sessions(const Surroundings& around, Roster& people, Voices& voices, const SceneKeeper& scenes, Steps steps,
                   MediaLink& media, EventLog& events, Whole& whole)
    : around_(around),
      people_(people),
      voices_(voices),
      scenes_(scenes),
      steps_(steps),
      media_(media),
      events_(events),
      whole_(whole) {}

void Sessions::offer(const std::string& id, const std::string& sdp, OnAnswer done, std::uint64_t number) {
  Participant& participant = people_.get(id);
  check_sdp(sdp);
  if (participant.listens) throw Error(Code::Forbidden, "Who came to listen has no media session.");
  if (number != 0 && number < participant.offer_number) throw Error(Code::PreconditionFailed);
  media_.open();
  if (number != 0) participant.offer_number = number;
  ++participant.offers_pending;
  media_.ask(
      wire::Offer{.seat = participant.seat, .sdp = sdp},
      [this, seat = participant.seat, hang_ups = participant.hang_ups, user = ice_user(sdp),
       done](const wire::Reply& reply) { answered(seat, hang_ups, user, reply, done); },
      [done] { done(Error(Code::NotFound)); });
}

void Sessions::answered(wire::Seat seat, int hang_ups, const std::string& user, const wire::Reply& reply,
                        const OnAnswer& done) {
  Participant* participant = people_.at(seat);
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
  participant->labelled = {};
  participant->connection = wire::PeerState::Connecting;
  participant->etag = random_id(16);
  participant->ice_user = user;
  participant->leaves_at.reset();
  done(SessionAnswer{answer->sdp, participant->etag, around_.ice_servers()});  // first, as the browser waits for it
  whole_.settle();
}

void Sessions::trickle(const std::string& id, const std::string& fragment, const std::string& if_match, OnAnswer done) {
  Participant& participant = people_.get(id);
  check_sdp(fragment);
  if (!participant.live && participant.offers_pending == 0) throw Error(Code::NoSession);
  const std::string user = ice_user(fragment);
  const bool restart = participant.live && !user.empty() && user != participant.ice_user;
  if (restart && if_match.empty()) throw Error(Code::PreconditionRequired);
  if (!if_match.empty() && !etag_matches(if_match, participant.etag)) throw Error(Code::PreconditionFailed);
  media_.ask(
      wire::Trickle{participant.seat, fragment},
      [this, seat = participant.seat, user, done](const wire::Reply& reply) { restarted(seat, user, reply, done); },
      [done] { done(Error(Code::NotFound)); });
}

void Sessions::restarted(wire::Seat seat, const std::string& user, const wire::Reply& reply, const OnAnswer& done) {
  Participant* participant = people_.at(seat);
  if (!participant) return done(Error(Code::NotFound));
  if (std::holds_alternative<wire::Failure>(reply)) return done(error_of(reply));
  const auto* answer = std::get_if<wire::Answer>(&reply);
  if (answer) {
    participant->etag = random_id(16);
    participant->ice_user = user;
  }
  done(SessionAnswer{answer ? answer->sdp : std::string(), participant->etag});
}

void Sessions::hang_up(const std::string& id) {
  Participant& participant = people_.get(id);
  if (!participant.live && participant.offers_pending == 0) throw Error(Code::NoSession);
  lose(participant, next_offer_within);
  ++participant.hang_ups;
  const wire::Close close{participant.seat};
  whole_.settle();  // first: a scene must not name a seat that is closed
  media_.send(close);
}

void Sessions::on(const wire::PeerChanged& event) {
  Participant* participant = people_.at(event.seat);
  if (!participant) return;
  if (participant->offers_pending > 0) {
    if (participant->live) participant->meanwhile = event.state;
    return;
  }
  if (!participant->live || participant->connection == event.state) return;
  const bool lost = event.state == wire::PeerState::Lost;
  const std::string id = participant->id;
  // A device can only return as a new one.
  if (lost && participant->device) return whole_.leave(id, Leaving::Lost);
  if (lost) lose(*participant, returns_within);
  participant->connection = event.state;
  whole_.settle();
  if (lost) events_.emit(event::SessionLost{}, only(id));
}

void Sessions::on(const wire::VideoChanged& event) {
  Participant* participant = people_.at(event.seat);
  if (!participant || !participant->live) return;
  if (event.picture == wire::Picture::Screen) {
    participant->screen.reset();
    if (event.live) participant->screen = SharedScreen{event.seat, event.width, event.height};
  } else if (event.live || scenes_.asks_for({event.seat, event.picture})) {
    // A sender who was asked for nothing, and sends nothing, may still have its camera.
    participant->camera_live = event.live;
  }
  whole_.settle();
}

void Sessions::on(const wire::Estimate& event) {
  Participant* participant = people_.at(event.seat);
  if (!participant || !participant->live || !participant->line) return;
  const auto state = [&] { return std::pair{steps_.of(*participant), participant->line->looking()}; };
  const auto before = state();
  participant->line->hear(event.kbit, around_.now());
  if (state() != before) whole_.settle();
}

std::vector<std::string> Sessions::lost() {
  std::vector<std::string> devices;
  for (auto& participant : people_.all()) {
    if (participant.live) lose(participant, next_offer_within);
    if (participant.device) devices.push_back(participant.id);
  }
  return devices;
}

void Sessions::lose(Participant& participant, std::chrono::seconds within) {
  participant.lose_session(around_.now() + within);
  voices_.mute(participant.seat);
}

}  // namespace lethe::room
