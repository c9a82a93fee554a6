// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/last_words.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <system_error>

#include "mcu/base/check.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::media {
namespace {

constexpr int patience_ms = 1000;
std::atomic<int> channel{-1};
std::atomic_flag said;

void say(const wire::Report& report) {
  if (said.test_and_set()) return;
  const std::string packet = wire::encode(report);
  pollfd space{channel, POLLOUT, 0};
  ::poll(&space, 1, patience_ms);
  ::send(space.fd, packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void say_failed_check(const char* file, int line) {
  say({wire::ReportCode::CheckFailed, wire::number_of_file(file), static_cast<std::uint16_t>(line)});
}

[[noreturn]] void say_exception() {
  wire::Report report{.code = wire::ReportCode::Exception};
  try {
    if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    report = report_of(error);
  } catch (...) {  // stays an exception
  }
  say(report);
  std::abort();
}

}  // namespace

void send_last_words_on(int wire_fd) {
  channel = wire_fd;
  tell_failed_checks_by(say_failed_check);
  std::set_terminate(say_exception);
}

wire::Report report_of(const std::exception& error) {
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  if (system == nullptr) return {.code = wire::ReportCode::Exception};
  return {.code = wire::ReportCode::SystemError, .number = static_cast<std::uint16_t>(system->code().value())};
}

}  // namespace lethe::media
