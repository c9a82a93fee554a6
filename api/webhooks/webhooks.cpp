// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/webhooks/webhooks.hpp"

#include <algorithm>

#include "api/webhooks/webhook_request.hpp"
#include "mcu/base/fields.hpp"
#include "mcu/base/log.hpp"
#include "mcu/room/model/ids.hpp"
#include "mcu/room/model/time.hpp"

namespace lethe::api {
namespace {

bool wants(const config::Webhook& hook, std::string_view type) {
  return std::any_of(hook.events.begin(), hook.events.end(), [&](config::WebhookEvent event) {
    const auto all = names(event);
    return std::any_of(all.begin(), all.end(), [&](const auto& e) { return e.first == event && e.second == type; });
  });
}

// Names are personal: sent only if the operator has asked for them.
std::string body_of(const room::Notice& notice, bool with_names) {
  Json data{{"room", {{"id", notice.room}}}};
  if (with_names) data["room"]["name"] = notice.room_name;
  if (notice.person) {
    data["participant"] = {{"id", notice.person->id}, {"role", write_json(notice.person->role)}};
    if (with_names) data["participant"]["displayName"] = notice.person->display_name;
  }
  if (notice.reason) data["reason"] = write_json(*notice.reason);
  return Json{
      {"type", notice.type}, {"timestamp", room::rfc3339(std::chrono::system_clock::now())}, {"data", std::move(data)}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Webhooks::Webhooks(std::vector<config::Webhook> receivers, Options options) : options_(std::move(options)) {
  for (auto& hook : receivers) receivers_.push_back({std::move(hook), {}, {}});
  if (!receivers_.empty()) thread_ = std::thread([this] { run(); });
}

Webhooks::~Webhooks() { stop(); }

void Webhooks::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    if (hang_up_) hang_up_();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  const MutexLock lock(mutex_);
  for (auto& receiver : receivers_) drop(std::exchange(receiver.waiting, {}).size());
}

void Webhooks::tell(const room::Notice& notice) {
  {
    const MutexLock lock(mutex_);
    if (stopping_) return;
    for (auto& receiver : receivers_) {
      if (!wants(receiver.hook, notice.type)) continue;
      if (receiver.waiting.size() >= options_.queue_most)
        drop(1);
      else
        receiver.waiting.push_back({"msg_" + room::random_id(26), body_of(notice, receiver.hook.names)});
    }
  }
  changed_.notify_all();
}

Webhooks::Counts Webhooks::counts() const {
  const MutexLock lock(mutex_);
  return counts_;
}

void Webhooks::drop(std::size_t count) {
  if (count == 0) return;
  counts_.dropped += count;
  log::warning("webhooks-dropped", {{"dropped", count}, {"dropped_in_all", counts_.dropped}});
}

Webhooks::Receiver* Webhooks::due() {
  const auto now = Clock::now();
  const auto at = std::find_if(receivers_.begin(), receivers_.end(), [&](const Receiver& receiver) {
    return !receiver.waiting.empty() && receiver.next_attempt <= now;
  });
  return at == receivers_.end() ? nullptr : &*at;
}

Webhooks::Clock::time_point Webhooks::next_due() const {
  auto first = Clock::now() + std::chrono::hours(1);
  for (const auto& receiver : receivers_)
    if (!receiver.waiting.empty()) first = std::min(first, receiver.next_attempt);
  return first;
}

void Webhooks::run() {
  MutexLock lock(mutex_);
  while (!stopping_) {
    Receiver* receiver = due();
    if (receiver == nullptr) {
      changed_.wait_until(lock, next_due());
      continue;
    }
    const Delivery delivery = receiver->waiting.front();
    WebhookRequest request(receiver->hook, options_.patience);
    hang_up_ = [&request] { request.hang_up(); };
    lock.unlock();
    const bool delivered = request.send(delivery.id, delivery.body);
    lock.lock();
    hang_up_ = nullptr;
    if (!stopping_) settle(*receiver, delivered);
    // Next it is another receiver's turn, if one has something to deliver.
    std::rotate(receivers_.begin(), receivers_.begin() + (receiver - receivers_.data()) + 1, receivers_.end());
  }
}

void Webhooks::settle(Receiver& receiver, bool delivered) {
  Delivery& first = receiver.waiting.front();
  receiver.next_attempt = {};
  if (delivered) {
    ++counts_.delivered;
    receiver.waiting.pop_front();
  } else if (++counts_.failed; first.attempts == options_.pauses.size()) {
    receiver.waiting.pop_front();
    drop(1);
  } else {
    receiver.next_attempt = Clock::now() + options_.pauses[first.attempts++];
  }
}

}  // namespace lethe::api
