// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/room_profile.hpp"

#include <algorithm>

namespace lethe::room {

Profile::Profile(const Surroundings& around, std::string id, Owner owner)
    : around_(around),
      id_(std::move(id)),
      created_at_(rfc3339(around.wall())),
      owner_(std::move(owner)),
      settings_{.capacity = around.limits.participants_per_room, .max_step = around.limits.steps.at(0).name},
      invitations_(id_, around.credentials) {
  touch();
}

RoomView Profile::view(std::size_t participants) const {
  return {.id = id_,
          .participants = static_cast<int>(participants),
          .has_pin = !pin_hash_.empty(),
          .created_at = created_at_,
          .settings = settings_,
          .revision = revision_};
}

bool Profile::take(const RoomSettings& wanted, const std::string& pin_hash) {
  const int step = wanted.max_step.empty() ? 0 : step_named(around_.limits, wanted.max_step, "/maxStep");
  RoomSettings after = wanted;
  after.max_step = around_.limits.steps.at(static_cast<std::size_t>(step)).name;
  if (after == settings_ && pin_hash == pin_hash_) return false;
  settings_ = std::move(after);
  pin_hash_ = pin_hash;
  max_step_ = step;
  return true;
}

bool Profile::edit(const RoomSettings& wanted, const std::string& pin_hash) {
  const bool changed = take(wanted, pin_hash);
  if (changed) ++revision_;
  return changed;
}

void Profile::touch() {
  if (owner_.kind != Owner::Kind::Account) used_ = std::chrono::floor<std::chrono::days>(around_.wall());
}

bool Profile::lapsed() const {
  if (owner_.kind == Owner::Kind::Account) return false;
  return (owner_.kind == Owner::Kind::Nobody && invitations_.count() == 0) ||
         around_.wall() - used_ >= around_.limits.unused_room_ttl;
}

RoomRecord Profile::record() const {
  return {.id = id_,
          .owner = owner_,
          .settings = settings_,
          .pin_hash = pin_hash_,
          .created_at = created_at_,
          .layout = {},
          .invitations = invitations_.records(),
          .used = used_,
          .way_back_key = {}};
}

bool Profile::restore(const RoomRecord& record) {
  created_at_ = record.created_at;
  used_ = std::min(record.used, used_);  // a wrong clock may have set it into the future
  invitations_.restore(record.invitations);
  RoomSettings kept = record.settings;
  // The ladder may have changed since the room was stored.
  const auto& steps = around_.limits.steps;
  if (std::none_of(steps.begin(), steps.end(), [&](const StepView& step) { return step.name == kept.max_step; }))
    kept.max_step.clear();
  return edit(kept, record.pin_hash);
}

}  // namespace lethe::room
