// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/pool.hpp"

#include <algorithm>
#include <system_error>

#include "mcu/base/error.hpp"
#include "mcu/base/log.hpp"
#include "mcu/base/thread_check.hpp"

namespace lethe::worker {
namespace {

// After a restart all rooms ask at once. On few cores, starting more than these at the same time would make all of them
// late.
constexpr int most_at_once = 8;
constexpr std::chrono::seconds asks_again_within{10};  // or does not need one any more

class Session : public room::MediaSession {
 public:
  explicit Session(std::shared_ptr<Worker> worker) : worker_(std::move(worker)) {}
  ~Session() override { worker_->release(); }
  void send(const wire::Command& command, OnReply on_reply) override { worker_->send(command, std::move(on_reply)); }
  void show(const wire::Scene& scene) override { worker_->show(scene); }

 private:
  std::shared_ptr<Worker> worker_;
};

}  // namespace

Pool::Pool(Loop& loop, Options options) : loop_(loop), options_(std::move(options)) { refill(); }

Pool::~Pool() {
  loop_.cancel(refill_);
  stopping_ = true;
  for (const auto& worker : workers_) worker->close_channel();
  const auto until = Loop::Clock::now() + options_.timing.ends_within;
  for (const auto& worker : workers_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Loop::Clock::now());
    worker->process().ends_within(std::max(left, std::chrono::milliseconds{0}));
  }
}

std::unique_ptr<room::MediaSession> Pool::open(room::MediaListener& listener) {
  CHECK_ON(loop_);
  const auto warm = std::find_if(workers_.begin(), workers_.end(),
                                 [](const auto& worker) { return worker->state() == Worker::State::Warm; });
  if (warm == workers_.end()) {
    in_vain_[&listener] = Loop::Clock::now();
    refill_after(std::chrono::milliseconds{0});
    Error none(Code::MediaUnavailable);
    none.retry_after = std::chrono::seconds{1};
    throw none;
  }
  failures_ = 0;
  in_vain_.erase(&listener);
  (*warm)->take(listener, options_.configure);
  return std::make_unique<Session>(*warm);
}

bool Pool::ready() const {
  CHECK_ON(loop_);
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->state() == Worker::State::Warm; });
}

std::vector<wire::Ready> Pool::walls() const {
  CHECK_ON(loop_);
  std::vector<wire::Ready> all;
  for (const auto& worker : workers_)
    if (worker->state() == Worker::State::Warm || worker->state() == Worker::State::Taken)
      all.push_back(worker->ready());
  return all;
}

int Pool::waiting() const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(), [](const auto& worker) {
    return worker->state() == Worker::State::Starting || worker->state() == Worker::State::Warm;
  }));
}

int Pool::wanted() {
  const auto now = Loop::Clock::now();
  std::erase_if(in_vain_, [&](const auto& one) { return now - one.second > asks_again_within; });
  return std::max(options_.warm, static_cast<int>(std::min<std::size_t>(in_vain_.size(), most_at_once)));
}

void Pool::refill() {
  refilling_ = false;
  for (const int most = wanted(); waiting() < most;) {
    try {
      workers_.insert(
          Worker::spawn(loop_, options_.program, options_.configure.tcp, options_.timing,
                        {.on_change = [this](Worker& worker, Worker::State before) { changed(worker, before); },
                         .on_reaped = [this](Worker& worker) { workers_.erase(worker.shared_from_this()); }}));
    } catch (const std::system_error& error) {
      log::error("worker-not-started", {{"errno", error.code().value()}});
      return start_failed();
    }
  }
}

void Pool::refill_after(std::chrono::milliseconds delay) {
  if (std::exchange(refilling_, true)) return;
  refill_ = loop_.after(delay, [this] { refill(); });
}

void Pool::start_failed() {
  const auto& [first, most] = std::pair(options_.timing.backoff_first, options_.timing.backoff_most);
  refill_after(std::min(first * (1 << std::min(failures_, 16)), most));
  ++failures_;
}

void Pool::changed(Worker& worker, Worker::State before) {
  if (stopping_) return;
  if (worker.state() == Worker::State::Taken) {
    // Not immediately: the caller that took the process waits for its answer.
    refill_after(std::chrono::milliseconds{0});
  } else if (worker.state() == Worker::State::Ending && before != Worker::State::Taken) {
    start_failed();
  }
}

}  // namespace lethe::worker
