// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/service/service.hpp"

#include <utility>

#include "mcu/base/thread_check.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/service/hall.hpp"

namespace lethe::room {
namespace {
constexpr std::chrono::milliseconds tick_period{200};
}

Service::Service(Loop& loop, Media& media, Limits limits, std::vector<ApiKey> keys, Labels labels, Now now,
                 WallNow wall, Attendance* attendance, Speaking speaking)
    : loop_(loop),
      hall_(std::make_unique<Hall>(loop, media, std::move(limits), keys, std::move(labels), std::move(now),
                                   std::move(wall), attendance, std::move(speaking))),
      rooms_(*hall_),
      people_(*hall_),
      chat_(*hall_),
      layouts_(*hall_),
      media_(*hall_),
      events_(*hall_),
      timer_(loop.every(tick_period, [this] { tick(); })) {}

Service::~Service() { loop_.cancel(timer_); }

Actor Service::authenticate(const Secret& token) const {
  CHECK_ON(loop_);
  const std::string hash = sha256(token.reveal());
  const Actor* actor = hall_->credentials.find(hash);
  if (!actor)
    if (const auto back = hall_->returning(token)) return *back;
  if (!actor) throw Error(hall_->credentials.revoked(hash) ? Code::Removed : Code::Unauthorized);
  if (const auto* invited = std::get_if<InvitationActor>(actor))
    if (!hall_->get(invited->room).profile().invitations().valid(invited->invitation, hall_->wall()))
      throw Error(Code::Unauthorized);
  return *actor;
}

Figures Service::figures() const {
  CHECK_ON(loop_);
  Figures all;
  all.totals = hall_->totals;
  for (const auto& [id, room] : hall_->rooms) room->add_to(all);
  all.media_processes = walls().size();
  all.ready = ready();
  return all;
}

bool Service::ready() const { return hall_->around().media.ready(); }
std::vector<wire::Ready> Service::walls() const { return hall_->around().media.walls(); }

void Service::shut_down() {
  CHECK_ON(loop_);
  for (const auto& [id, room] : std::exchange(hall_->rooms, {})) room->pause();
}

void Service::set_public_url(const std::string& url) {
  CHECK_ON(loop_);
  hall_->limits.public_url = url;
}

void Service::tick() {
  CHECK_ON(loop_);
  const auto now = hall_->now();
  std::vector<std::string> abandoned;
  std::vector<std::pair<std::string, std::string>> over;
  for (const auto& [id, room] : hall_->rooms) {
    room->tick(now);
    if (auto key = room->meeting().take_ended_key(); !key.empty()) over.emplace_back(id, std::move(key));
    if (room->abandoned()) abandoned.push_back(id);
  }
  if (on_meeting_over_)
    for (const auto& [id, key] : over) on_meeting_over_(id, key);
  for (const auto& id : abandoned) {
    hall_->end(id);
    if (on_abandoned_) on_abandoned_(id);
  }
}

}  // namespace lethe::room
