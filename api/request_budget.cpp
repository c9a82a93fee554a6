// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/request_budget.hpp"

#include <algorithm>

#include "mcu/room/model/ids.hpp"

namespace lethe::api {
namespace {

constexpr int people_of_network = 10;

std::string person(const std::string& address, const Secret& credential) {
  return room::sha256(credential.reveal()) + '\n' + client_network(address);
}

}  // namespace

RequestBudget::RequestBudget(int per_minute)
    : files_(per_minute * people_of_network),
      all_(per_minute * people_of_network),
      networks_(per_minute),
      people_(per_minute) {}

std::optional<std::chrono::seconds> RequestBudget::admit(const std::string& address, const Secret& credential,
                                                         Kind kind, Clock::time_point now) {
  const std::string who = kind == Kind::File || credential.reveal().empty() ? "" : person(address, credential);
  const MutexLock lock(mutex_);
  if (kind == Kind::File) return files_.admit(address, now);
  // A refused request takes nothing from others in its network.
  const auto wait = !who.empty() && people_.knows(who) ? people_.admit(who, now) : networks_.admit(address, now);
  return wait ? wait : all_.admit(address, now);
}

void RequestBudget::proved(const std::string& address, const Secret& credential, Clock::time_point now) {
  const std::string who = person(address, credential);
  const MutexLock lock(mutex_);
  if (!people_.knows(who)) people_.admit(who, now);
}

}  // namespace lethe::api
