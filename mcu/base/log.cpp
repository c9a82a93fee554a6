// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <atomic>

namespace lethe::log {
namespace {
std::atomic<Level> threshold{Level::Info};

constexpr std::string_view name(Level level) {
  switch (level) {
    case Level::Debug:
      return "debug";
    case Level::Info:
      return "info";
    case Level::Warning:
      return "warning";
    case Level::Error:
      return "error";
  }
  return "error";
}
}  // namespace

void set_level(Level level) { threshold = level; }
bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, Word event, std::initializer_list<Field> fields) {
  if (!enabled(level)) return;
  std::string line{name(level)};
  line.append(" ").append(event.text);
  for (const auto& field : fields) line.append(" ").append(field.key.text).append("=").append(field.value);
  line.append("\n");
  // One write per line, so that lines of several threads and processes do not mix. When nobody reads the pipe, the line
  // is lost: logging must not stop media.
  pollfd out{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&out, 1, 0) != 1 || (out.revents & POLLOUT) == 0) return;
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace lethe::log
