// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/audio/spoken_line.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace lethe::audio {

const Sound* SpokenLine::pull() {
  if (!sound_) return nullptr;
  auto* const bytes = reinterpret_cast<char*>(tick_.left.data());
  constexpr std::size_t whole = sizeof(Samples);
  const ssize_t got = ::recv(sound_->fd(), bytes + filled_, whole - filled_, MSG_DONTWAIT);
  if (got > 0) filled_ += static_cast<std::size_t>(got);
  const bool ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
  if (ended) {
    std::memset(bytes + filled_, 0, whole - filled_);
    sound_.reset();
  } else if (filled_ < whole) {
    return nullptr;
  }
  return std::exchange(filled_, 0) > 0 ? &tick_ : nullptr;
}

bool SpokenLine::over(Time at) {
  if (!began_) began_ = at;
  const auto since = at - *began_;
  return (!sound_ && since >= shown_at_least) || since >= said_at_most;
}

}  // namespace lethe::audio
