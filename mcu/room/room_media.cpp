// SPDX-License-Identifier: AGPL-3.0-or-later
// The media side of a room: sessions, what the worker tells, the scene.
#include <algorithm>

#include "base/log.hpp"
#include "room/ice_fragment.hpp"
#include "room/ids.hpp"
#include "room/reply.hpp"
#include "room/room.hpp"
#include "room/scene.hpp"

namespace lethe::room {
namespace {

using std::chrono::seconds;
constexpr Wanted first_pictures{320, 180, 10, 60};
constexpr seconds returns_within{30};     // after its network was lost
constexpr seconds next_offer_within{60};  // after hanging up, or when the media process was lost

// Who is not in it yet will watch the main view.
std::uint32_t watched_view(const wire::Scene& scene, wire::Seat seat) {
  const auto part =
      std::find_if(scene.parts.begin(), scene.parts.end(), [&](const wire::Part& p) { return p.seat == seat; });
  return part == scene.parts.end() ? main_view : part->view;
}

bool etag_matches(std::string_view given, std::string_view etag) {
  if (given == "*") return true;
  if (given.size() >= 2 && given.front() == '"' && given.back() == '"') given = given.substr(1, given.size() - 2);
  return given == etag || given == "*";
}

}  // namespace

void Room::offer(const std::string& id, const std::string& sdp, Service::OnAnswer done) {
  Participant& participant = get(id);
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
                    const Service::OnAnswer& done) {
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
  participant->camera_live = false;
  participant->screen.reset();
  participant->connection = wire::PeerState::Connecting;
  participant->etag = random_id(16);
  participant->ice_user = user;
  participant->leaves_at.reset();
  done(SessionAnswer{answer->sdp, participant->etag});  // first of all: the browser waits for it
  participant = at(seat);
  if (!participant) return;
  send_labels(*participant);
  update_scene();
  tell(*participant);
}

void Room::trickle(const std::string& id, const std::string& fragment, const std::string& if_match,
                   Service::OnAnswer done) {
  Participant& participant = get(id);
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

void Room::restarted(wire::Seat seat, const std::string& user, const wire::Reply& reply,
                     const Service::OnAnswer& done) {
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

void Room::send(const wire::Command& command, MediaSession::OnReply on_reply) {
  if (media_) media_->send(command, std::move(on_reply));
}

void Room::send_labels(const Participant& participant) {
  if (!around_.labels || !participant.gives()) return;
  for (auto& label : around_.labels(participant.seat, participant.name, participant.id)) send(label);
}

void Room::update_scene() {
  std::vector<Member> members;
  std::map<wire::Seat, std::string> ids;
  for (const auto& p : participants_) {
    if (!p.live) continue;
    members.push_back({.id = p.id,
                       .seat = p.seat,
                       .role = p.role,
                       .microphone = p.microphone,
                       .camera = p.camera,
                       .speaking = speakers_.speaking(p.seat),
                       .camera_live = p.camera_live,
                       .covers_self = p.self == Self::Cover,
                       .step = step_of(p),
                       .last_spoke = speakers_.last_spoke(p.seat),
                       .own = p.layout ? &*p.layout : nullptr,
                       .listens = p.listens});
    ids.emplace(p.seat, p.id);
  }
  if (screens().empty()) forget_choices_of_share();
  const Limits& limits = around_.limits;
  wire::Scene scene = director_.direct(
      {layout_, limits.canvas_width, limits.canvas_height, limits.steps, floor_.speakers(), screens()}, members);
  const auto asked = ask_senders(scene);
  for (const auto& [seat, picture] : asked)
    if (const Participant* sender = at(seat)) tell_wanted(*sender, picture);
  scene.revision = scene_.revision;
  if (scene == scene_) return;
  ++scene.revision;
  const wire::Scene before = std::exchange(scene_, std::move(scene));
  layouts_.sent(scene_, ids);
  send(scene_);
  tell_moved(before);
}

std::uint32_t Room::view_watched_by(wire::Seat seat) const { return watched_view(scene_, seat); }

std::vector<Source> Room::ask_senders(wire::Scene& scene) {
  // Who watches a poor step only until more is known will want good pictures at once: senders take seconds to get
  // there.
  wire::Scene soon = scene;
  for (wire::Part& part : soon.parts)
    if (const Participant* viewer = at(part.seat); viewer && viewer->line && viewer->line->looking())
      part.step = step_wanted(*viewer);
  Wants needed = wanted_of(soon, around_.limits);
  // What has not begun would never begin if it were not asked for.
  for (const auto& p : participants_) {
    if (!p.live || !p.gives()) continue;
    if (p.camera && !p.camera_live) needed.try_emplace({p.seat, wire::Picture::Camera}, first_pictures);
    if (p.share != 0 && !p.screen)
      needed.try_emplace({p.seat, wire::Picture::Screen}, Wanted{1280, 720, 15, around_.limits.screen_kbps_in});
  }
  auto changed = right_size_.update(needed, around_.now());
  for (wire::Part& part : scene.parts) {
    part.camera_in = right_size_.of({part.seat, wire::Picture::Camera}).kbps;
    part.screen_in = right_size_.of({part.seat, wire::Picture::Screen}).kbps;
    if (const Participant* viewer = at(part.seat); viewer && viewer->line) part.goal = goal_of(*viewer);
  }
  return changed;
}

// With room for the step to be taken, which needs more than it costs.
int Room::goal_of(const Participant& participant) const {
  return around_.limits.step_kbps.at(static_cast<std::size_t>(step_wanted(participant))) * 6 / 5;
}

void Room::on(const wire::Estimate& event) {
  Participant* participant = at(event.seat);
  if (!participant || !participant->live || !participant->line) return;
  const int before = step_of(*participant);
  const bool looked = participant->line->looking();
  participant->line->hear(event.kbit, around_.now());
  const bool changed = step_of(*participant) != before;
  if (changed || participant->line->looking() != looked) update_scene();
  if (changed) tell(*participant);
}

void Room::tell_wanted(const Participant& participant, wire::Picture picture) const {
  const Wanted& wanted = right_size_.of({participant.seat, picture});
  const Json data{{"picture", write_json(picture)},
                  {"width", wanted.width},
                  {"height", wanted.height},
                  {"fps", wanted.fps},
                  {"kbps", wanted.kbps}};
  events_.pass("video.wanted", data.dump(), std::set{participant.id});
}

void Room::tell_wanted(const std::string& id) const {
  const Participant* participant = find(id);
  if (!participant || !participant->live || !participant->gives()) return;
  for (const auto picture : {wire::Picture::Camera, wire::Picture::Screen}) tell_wanted(*participant, picture);
}

// Who came to a view that stays as it is would not hear of its layout.
void Room::tell_moved(const wire::Scene& before) {
  for (const auto& part : scene_.parts) {
    const Json& layout = layouts_.current(part.view);
    if (part.view != watched_view(before, part.seat) && !layout.is_null())
      events_.emit("layout", layout.dump(), std::set{at(part.seat)->id});
  }
}

void Room::open_media() {
  if (media_) return;
  media_ = around_.media.open(*this);
  send(scene_);
}

void Room::close_media_of_nobody() {
  if (participants_.empty() && arriving_.empty()) close_media();
}

void Room::close_media() {
  layouts_.reset();
  lines_.clear();
  // Out of the member first: it fails its outstanding replies while it ends, and those look at the room.
  const auto ending = std::move(media_);
  room::add(around_.totals.media, std::exchange(stats_, {}), false);
}

void Room::on_media_event(const wire::Event& event) {
  std::visit([this](const auto& e) { on(e); }, event);
}

void Room::on_media_lost() {
  log::warning("room-media-lost", {{"participants", participants_.size()}});
  close_media();
  arriving_.clear();
  std::vector<std::string> devices;
  for (auto& participant : participants_) {
    if (participant.live) session_lost(participant);
    if (participant.device) devices.push_back(participant.id);
  }
  update_scene();
  for (const auto& id : devices) leave(id, Reason::Lost);
  try {
    if (!participants_.empty()) open_media();
  } catch (const Error&) {
    // None is warm: the next offer opens one.
  }
  for (const auto& participant : participants_) tell(participant);
  events_.emit("session.lost", "{}");
}

void Room::on(const wire::PeerChanged& event) {
  Participant* participant = at(event.seat);
  if (!participant) return;
  if (participant->offers_pending > 0) {
    if (participant->live) participant->meanwhile = event.state;
    return;
  }
  if (!participant->live || participant->connection == event.state) return;
  // A device has no other way back than as a new one.
  if (event.state == wire::PeerState::Lost && participant->device)
    return leave(std::string(participant->id), Reason::Lost);
  if (event.state == wire::PeerState::Lost) {
    session_lost(*participant);
    participant->leaves_at = around_.now() + returns_within;
  }
  participant->connection = event.state;
  update_scene();
  tell(*participant);
  if (event.state == wire::PeerState::Lost) events_.emit("session.lost", "{}", std::set{participant->id});
}

void Room::on(const wire::Levels& event) {
  std::vector<wire::Level> levels;
  for (const auto& level : event.levels) {
    const Participant* participant = at(level.seat);
    if (participant && participant->live && participant->microphone && participant->gives()) levels.push_back(level);
  }
  const auto now = around_.now();
  if (const auto report = levels_.add(levels, now); report && events_.read()) tell_levels(*report);
  const bool other_speaker = floor_.hear(levels, now);
  speech([&] { return speakers_.hear(levels, now); });
  if (other_speaker) update_scene();
}

void Room::hush(Participant::Time now) {
  const bool other_speaker = floor_.pass(now);
  speech([&] { return speakers_.pass(now); });
  if (other_speaker || right_size_.due(now)) update_scene();
}

void Room::tell_levels(const std::vector<wire::Level>& levels) {
  Json by_participant = Json::object();
  for (const auto& [seat, level] : levels)
    if (const Participant* participant = at(seat)) by_participant[participant->id] = level;
  events_.pass("levels", Json{{"levels", std::move(by_participant)}}.dump());
}

void Room::on(const wire::VideoChanged& event) {
  Participant* participant = at(event.seat);
  if (!participant || !participant->live) return;
  if (event.picture == wire::Picture::Screen) {
    participant->screen.reset();
    if (event.live) participant->screen = SharedScreen{event.seat, event.width, event.height};
  } else if (event.live || right_size_.of({event.seat, event.picture}).kbps > 0) {
    // Who was asked for nothing and sends nothing may have a camera as before.
    participant->camera_live = event.live;
  }
  update_scene();
}

void Room::speech(const std::function<bool()>& change) {
  std::map<wire::Seat, bool> before;
  for (const auto& participant : participants_) before[participant.seat] = speakers_.speaking(participant.seat);
  if (!change()) return;
  update_scene();
  for (const auto& participant : participants_)
    if (before[participant.seat] != speakers_.speaking(participant.seat)) tell(participant);
}

void Room::on(const wire::LayoutShown& event) {
  const auto layout = layouts_.shown(event);
  if (!layout) return;
  std::set<std::string> readers;
  for (const auto& part : scene_.parts)
    if (part.view == event.view) readers.insert(at(part.seat)->id);
  if (event.view == main_view) readers.insert("");  // those who follow the room from outside
  events_.emit("layout", layout->dump(), std::move(readers));
}

}  // namespace lethe::room
