// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/voices.hpp"

#include <sys/socket.h>

#include <system_error>

#include "mcu/base/log.hpp"
#include "mcu/base/thread_check.hpp"
#include "mcu/wire/exit_code.hpp"

namespace lethe::worker {

Voices::~Voices() {
  for (const auto& voice : voices_) {
    loop_.unwatch(voice->process.exit_fd());
    loop_.cancel(voice->deadline);
  }
}

wire::SharedDescriptor Voices::say(const std::string& text, const std::string& language) {
  CHECK_ON(loop_);
  if (voices_.size() >= processes_most) return nullptr;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return nullptr;
  auto ours = std::make_shared<const wire::Descriptor>(ends[0]);
  const wire::Descriptor theirs(ends[1]);
  // The text fits into the socket completely; shutting down our side marks its end.
  if (::send(ours->fd(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL) != std::ssize(text) ||
      ::shutdown(ours->fd(), SHUT_WR) != 0)
    return nullptr;
  try {
    const auto voice = std::make_shared<Voice>(Process::spawn(program_, language, theirs.fd()), Loop::Timer{});
    voice->deadline = loop_.after(ends_within, [voice] { voice->process.kill(); });
    loop_.watch(voice->process.exit_fd(), [this, voice] { reap(voice); });
    voices_.insert(voice);
    return ours;
  } catch (const std::system_error& error) {
    log::error("voice-not-started", {{"errno", error.code().value()}});
    return nullptr;
  }
}

void Voices::reap(const std::shared_ptr<Voice>& voice) {
  const auto self = voice;  // the loop's copy is destroyed now
  loop_.unwatch(self->process.exit_fd());
  loop_.cancel(self->deadline);
  const auto end = self->process.reap();
  if (end.signal != 0)
    log::warning("voice-ended", {{"signal", end.signal}});
  else if (end.code != 0)
    log::warning("voice-ended", {{"code", end.code}, {"reason", log::Word::from_table(wire::exit_name(end.code))}});
  voices_.erase(self);
}

}  // namespace lethe::worker
