// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/worker.hpp"

#include "mcu/base/error.hpp"
#include "mcu/base/log.hpp"
#include "mcu/base/thread_check.hpp"
#include "mcu/wire/exit_code.hpp"

namespace lethe::worker {
namespace {
using std::chrono::milliseconds;
constexpr milliseconds flush_again_after{5};
constexpr std::size_t unsent_most = 4096;  // packets; a worker with so many unread packets has stopped reading
constexpr int packets_at_once = 64;        // then other tasks get their turn
// The most that is read from one worker between two heartbeats; a room of a thousand needs a quarter of it. A worker
// that sends more is broken or taken over: the rest waits in its socket and takes no more of control's time.
constexpr std::size_t bytes_a_beat = 4 * 1024 * 1024, packets_a_beat = 16'384;
}  // namespace

std::shared_ptr<Worker> Worker::spawn(Loop& loop, const std::string& program, bool tcp, const Timing& timing,
                                      Observer observer) {
  auto [ours, theirs] = wire::Channel::pair();
  // It must know whether it may use TCP before its walls go up.
  Process process = Process::spawn(program, tcp ? "--tcp" : "", theirs.fd());
  std::shared_ptr<Worker> worker(new Worker(loop, std::move(process), std::move(ours), timing, std::move(observer)));
  worker->start();
  return worker;
}

Worker::Worker(Loop& loop, Process process, wire::Channel channel, const Timing& timing, Observer observer)
    : loop_(loop),
      process_(std::move(process)),
      channel_(std::move(channel)),
      timing_(timing),
      observer_(std::move(observer)) {}

void Worker::start() {
  CHECK_ON(loop_);
  loop_.watch(channel_.fd(), [this] { read(); });
  loop_.watch(process_.exit_fd(), [this] { reap(); });
  deadline_ = loop_.after(timing_.ready_within, [this] {
    log::error("worker-not-ready");
    lose();
  });
}

Worker::~Worker() {
  for (const auto timer : {deadline_, heartbeat_, retry_}) loop_.cancel(timer);
  if (channel_.fd() >= 0 && !paused_) loop_.unwatch(channel_.fd());
  if (process_.exit_fd() >= 0) loop_.unwatch(process_.exit_fd());
}

void Worker::take(room::MediaListener& listener, const wire::Configure& configure) {
  CHECK_ON(loop_);
  listener_ = &listener;
  enter(State::Taken);
  send(configure, [this](const wire::Reply& reply) {
    if (!std::holds_alternative<wire::Failure>(reply) || state_ != State::Taken) return;
    log::error("worker-not-configured");
    lose();
  });
}

void Worker::send(const wire::Command& command, room::MediaSession::OnReply on_reply) {
  CHECK_ON(loop_);
  if (state_ == State::Ending) {
    // The session briefly outlives its process.
    return fail_later(std::move(on_reply), Code::MediaUnavailable);
  }
  const auto id = ++last_id_;
  std::string text = wire::encode(id, command);
  if (text.size() > wire::packet_limit) {
    log::warning("command-too-large", {{"bytes", text.size()}});
    return fail_later(std::move(on_reply), Code::BodyTooLarge);
  }
  replies_.emplace(id, std::move(on_reply));
  const auto* along = wire::descriptor_of(command);
  unsent_.push_back({std::move(text), along ? *along : nullptr});
  if (unsent_.size() == 1) flush();
}

void Worker::show(const wire::Scene& scene) {
  CHECK_ON(loop_);
  for (const auto& change : wire::changes(shown_, scene)) send(change, {});
  shown_ = scene;
}

// Even a reply that is known at once comes later, like all others.
void Worker::fail_later(room::MediaSession::OnReply on_reply, Code code) {
  if (!on_reply) return;
  loop_.post([on_reply = std::move(on_reply), name = std::string(entry(code).name)] {
    on_reply(wire::Failure{name, {}});
  });
}

void Worker::flush() {
  const auto sent = [this](const Packet& packet) {
    return channel_.send(packet.text, packet.along ? packet.along->fd() : -1) == wire::Channel::Sent::Yes;
  };
  while (!unsent_.empty() && sent(unsent_.front())) unsent_.pop_front();
  loop_.cancel(retry_);
  if (unsent_.empty()) return;
  retry_ = loop_.after(flush_again_after, [this] {
    if (unsent_.size() <= unsent_most) return flush();
    log::error("worker-does-not-read");
    lose();
  });
}

void Worker::read() {
  const auto self = shared_from_this();  // the callee may release us
  std::string text;
  for (int i = 0; i < packets_at_once && state_ != State::Ending; ++i) {
    const auto got = channel_.receive(text);
    if (got == wire::Channel::State::Empty) return;
    if (got == wire::Channel::State::Closed) return lose();
    ++packets_read_;
    bytes_read_ += text.size();
    handle(text);
  }
  if (state_ == State::Ending || (packets_read_ < packets_a_beat && bytes_read_ < bytes_a_beat)) return;
  // Once: an intruder would choose the heartbeats.
  if (!std::exchange(said_too_much_, true)) log::warning("worker-says-too-much");
  paused_ = true;
  loop_.unwatch(channel_.fd());
}

void Worker::count_anew() {
  packets_read_ = bytes_read_ = 0;
  if (std::exchange(paused_, false)) loop_.watch(channel_.fd(), [this] { read(); });
}

void Worker::handle(const std::string& text) {
  silent_beats_ = 0;
  wire::Packet packet;
  try {
    packet = wire::decode(text);
  } catch (const Error&) {
    log::error("worker-speaks-another-language");
    return lose();
  }
  if (const auto* event = std::get_if<wire::Event>(&packet.body)) return handle(*event);
  if (const auto* reply = std::get_if<wire::Reply>(&packet.body)) return handle(packet.id, *reply);
  log::error("worker-sent-a-command");
  lose();
}

void Worker::handle(const wire::Event& event) {
  if (const auto* ready = std::get_if<wire::Ready>(&event)) return handle(*ready);
  if (const auto* report = std::get_if<wire::Report>(&event)) return reports_.take(*report, Loop::Clock::now());
  if (listener_) listener_->on_media_event(event);
}

void Worker::handle(const wire::Ready& ready) {
  if (state_ != State::Starting) {
    log::error("worker-ready-twice");  // without its numbers: it has met strangers
    return lose();
  }
  if (ready.wire_version != wire::version || ready.attempts <= 0 || ready.refused != ready.attempts) {
    log::error("worker-refused",
               {{"version", ready.wire_version}, {"attempts", ready.attempts}, {"refused", ready.refused}});
    return lose();
  }
  ready_ = ready;
  loop_.cancel(deadline_);
  heartbeat_ = loop_.every(timing_.heartbeat, [this] { beat(); });
  enter(State::Warm);
}

void Worker::handle(std::uint64_t id, const wire::Reply& reply) {
  const auto waiting = replies_.extract(id);
  if (waiting.empty()) {
    log::error("worker-answered-twice");
    return lose();
  }
  if (waiting.mapped()) waiting.mapped()(reply);
}

void Worker::beat() {
  count_anew();
  if (++silent_beats_ >= timing_.silent_at_most / timing_.heartbeat) {
    log::error("worker-silent");
    return lose();
  }
  send(wire::Ping{}, {});
}

void Worker::release() {
  CHECK_ON(loop_);
  listener_ = nullptr;
  close_channel();
}

void Worker::close_channel() {
  CHECK_ON(loop_);
  const auto self = shared_from_this();
  if (state_ == State::Ending) return;
  enter(State::Ending);
  for (const auto timer : {deadline_, heartbeat_, retry_}) loop_.cancel(timer);
  if (!std::exchange(paused_, false)) loop_.unwatch(channel_.fd());
  channel_ = wire::Channel(-1);
  unsent_.clear();
  deadline_ = loop_.after(timing_.ends_within, [this] {
    log::warning("worker-killed-at-its-end");
    process_.kill();
  });
  fail_replies();
}

void Worker::lose() {
  const auto self = shared_from_this();
  if (state_ == State::Ending) return;
  // A worker that ended by itself is already a zombie; killing it does not change its exit code.
  process_.kill();
  close_channel();
  // Read the listener only now: a failed reply may have ended the session.
  if (auto* listener = std::exchange(listener_, nullptr)) listener->on_media_lost();
}

void Worker::enter(State state) {
  const State before = std::exchange(state_, state);
  observer_.on_change(*this, before);
}

void Worker::fail_replies() {
  for (const auto& [id, on_reply] : std::exchange(replies_, {}))
    if (on_reply) on_reply(wire::Failure{"media-unavailable", {}});
}

void Worker::reap() {
  const auto self = shared_from_this();
  for (int i = 0; i < packets_at_once; ++i) read();  // its last packets and the end of file
  lose();
  loop_.unwatch(process_.exit_fd());
  loop_.cancel(deadline_);
  const auto end = process_.reap();
  reports_.log_dropped();
  if (end.signal != 0)
    log::warning("worker-ended", {{"signal", end.signal}});
  else if (end.code != 0)
    log::warning("worker-ended", {{"code", end.code}, {"reason", log::Word::from_table(wire::exit_name(end.code))}});
  observer_.on_reaped(*this);
}

}  // namespace lethe::worker
