// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/room_keeper.hpp"

#include <algorithm>

namespace lethe::api {
namespace {

// Forgetting such a change at the next start would be worse than losing it now.
bool takes_away(const std::optional<room::RoomRecord>& before, const std::optional<room::RoomRecord>& after) {
  if (!before || !after) return before.has_value();
  const auto is_left = [&](const room::InvitationRecord& one) {
    return std::any_of(after->invitations.begin(), after->invitations.end(),
                       [&](const auto& other) { return other.id == one.id; });
  };
  return !std::all_of(before->invitations.begin(), before->invitations.end(), is_left) ||
         (after->settings.locked && !before->settings.locked) || (after->settings.lobby && !before->settings.lobby) ||
         (after->pin_hash != before->pin_hash && !after->pin_hash.empty());
}

bool of_account(const std::optional<room::RoomRecord>& record) {
  return record && record->owner.kind == room::Owner::Kind::Account;
}

}  // namespace

void RoomKeeper::save(const Call& call, const std::string& id, const std::optional<room::RoomRecord>& before,
                      const std::optional<room::RoomRecord>& after, Unstored unstored) {
  if (before == after) return;
  try {
    store_.rooms.save(id, after);
  } catch (const Error&) {
    if (unstored == Unstored::Leave) return;
    if (!of_account(before) && !of_account(after) && !takes_away(before, after)) return;
    api::ask(call.parts.control, [&service = call.parts.service, id, before] { service.rooms().restore(id, before); });
    throw;
  }
}

void RoomKeeper::forget(const std::string& room) {
  store_.later([this, room] {
    const MutexLock lock(mutex_);
    try {
      store_.rooms.save(room, {});
    } catch (const Error&) {
      // The room returns with the next start and ends again.
    }
  });
}

void RoomKeeper::meeting_over(const std::string& room, const std::string& key) {
  store_.later([this, room, key] {
    try {
      store_.rooms.end_meeting(room, key);
    } catch (const Error&) {
      // The next start lets its participants return for a while, as after a crash.
    }
  });
}

void RoomKeeper::erase(const Call& call, const room::AccountActor& account) {
  const MutexLock lock(mutex_);
  call.parts.accounts.erase(account);
  // Posted, not asked: it happens even if nobody waits for it any more.
  call.parts.control.loop.post(
      [&service = call.parts.service, account] { service.rooms().account_erased(account.account); });
  api::ask(call.parts.control, [] {});
}

}  // namespace lethe::api
