// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/room_keeper.hpp"

namespace lethe::api {

void RoomKeeper::save(const Call& call, const std::string& id, const std::optional<room::RoomRecord>& before,
                      const std::optional<room::RoomRecord>& after, Unstored unstored) {
  if (before == after) return;
  try {
    store_.rooms.save(id, after);
  } catch (const Error&) {
    if (unstored == Unstored::Leave) return;
    api::ask(call.parts.control, [&service = call.parts.service, id, before] { service.restore(id, before); });
    throw;
  }
}

void RoomKeeper::erase(const Call& call, const room::AccountActor& account) {
  const std::lock_guard lock(mutex_);
  call.parts.accounts.erase(account);
  // Posted, not asked: it happens even if nobody waits for it any more.
  call.parts.control.loop.post([&service = call.parts.service, account] { service.account_erased(account.account); });
  api::ask(call.parts.control, [] {});
}

}  // namespace lethe::api
