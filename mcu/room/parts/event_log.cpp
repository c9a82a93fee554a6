// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/parts/event_log.hpp"

#include <algorithm>
#include <utility>

#include "mcu/base/secret.hpp"

namespace lethe::room {
namespace {
constexpr std::size_t events_held = 256, bytes_held = 4'194'304;
}

std::uint64_t EventLog::tell(std::string type, std::string data, Audience audience) {
  RoomEvent event{0, std::move(type), std::move(data), std::move(audience.only), audience.hosts};
  if (audience.only_now) {
    for (const auto& [subscription, reader] : readers_)
      if (reader.may_read(event)) reader.on_event(event);
    return 0;
  }
  event.id = ++last_id_;
  held_.push_back(std::move(event));
  held_bytes_ += held_.back().data.size();
  while (held_.size() > events_held || (held_bytes_ > bytes_held && held_.size() > 1)) {
    held_bytes_ -= held_.front().data.size();
    held_.pop_front();
  }
  for (const auto& [subscription, reader] : readers_)
    if (reader.may_read(held_.back())) reader.on_event(held_.back());
  return last_id_;
}

void EventLog::blank(std::uint64_t id) {
  if (id == 0 || id > last_id_ || last_id_ - id >= held_.size()) return;
  RoomEvent& event = held_[held_.size() - 1 - (last_id_ - id)];
  held_bytes_ -= event.data.size();
  wipe(event.data);
  event.type.clear();
  event.only_for = std::set<std::string>();
  event.for_hosts = false;
}

void EventLog::forget() {
  held_.clear();
  held_bytes_ = 0;
}

void EventLog::subscribe(Subscription subscription, const Reader& reader, std::optional<std::uint64_t> last_id,
                         const std::function<event::Snapshot()>& snapshot, OnEvent on_event) {
  // An id from the future belongs to an earlier server: its reader knows nothing of this room.
  const std::uint64_t first_known = last_id_ - held_.size();
  const bool resumes = last_id && *last_id >= first_known && *last_id <= last_id_;
  const std::string whole = resumes ? std::string() : print(snapshot());  // before it reads: this may throw
  const Line& added = readers_[subscription] = {reader, std::move(on_event)};
  if (!resumes) return added.on_event({last_id_, std::string(event::Snapshot::name), whole, {}, false});
  for (const auto& event : held_)
    if (event.id > *last_id && (event.id >= reader.since || event.only_for) && added.may_read(event))
      added.on_event(event);
}

bool EventLog::reads(const std::string& participant) const {
  return std::any_of(readers_.begin(), readers_.end(),
                     [&](const auto& reader) { return reader.second.participant == participant; });
}

void EventLog::admit(const std::string& participant) {
  for (auto& [subscription, reader] : readers_)
    if (reader.participant == participant) reader.waiting = false;
}

bool EventLog::set_host(const std::string& participant, bool host) {
  bool changed = false;
  for (auto& [subscription, reader] : readers_)
    if (reader.participant == participant && std::exchange(reader.host, host) != host) changed = true;
  return changed;
}

void EventLog::end_reader(const std::string& participant, const Ended& ended) {
  end_where([&](const Reader& reader) { return reader.participant == participant; }, ended);
}

void EventLog::end_owner(const Ended& ended) {
  end_where([](const Reader& reader) { return !reader.owner.empty(); }, ended);
}

void EventLog::end_where(const std::function<bool(const Reader&)>& wanted, const Ended& ended) {
  std::vector<Subscription> gone;
  for (const auto& [subscription, reader] : readers_)
    if (wanted(reader)) gone.push_back(subscription);
  for (const auto subscription : gone) {
    readers_.erase(subscription);
    ended(subscription);
  }
}

void EventLog::end_all(const Ended& ended) {
  const auto readers = std::exchange(readers_, {});
  for (const auto& [subscription, reader] : readers) ended(subscription);
}

}  // namespace lethe::room
