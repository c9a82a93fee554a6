// SPDX-License-Identifier: AGPL-3.0-or-later
// lethe: wires the parts of the control process; the only file that knows them all.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "api/server.hpp"
#include "api/status.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "label/label.hpp"
#include "options.hpp"
#include "room/service.hpp"
#include "settings.hpp"
#include "store/store.hpp"
#include "worker/pool.hpp"
#include "worker/voices.hpp"

namespace lethe {
namespace {

// Blocks SIGTERM, SIGINT and SIGHUP for all threads to come and lets the loop read them. Workers do not inherit the
// mask's effect: they live and die with their channel.
class Signals {
 public:
  explicit Signals(Loop& loop) : loop_(loop) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
    // A quota that is used up is an error of the store, not the end. Not SIG_IGN: the media processes would inherit it.
    signal(SIGXFSZ, [](int) {});
    fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  }
  ~Signals() {
    loop_.unwatch(fd_);
    ::close(fd_);
  }
  void on(Loop::Task stop, Loop::Task reload) {
    loop_.watch(fd_, [this, stop = std::move(stop), reload = std::move(reload)] {
      signalfd_siginfo info;
      if (::read(fd_, &info, sizeof info) != sizeof info) return;
      info.ssi_signo == SIGHUP ? reload() : stop();
    });
  }

 private:
  Loop& loop_;
  int fd_ = -1;
};

// Names, tokens and lines of the chat are in memory: a fault that ends us must not write them to a disk. (Not dumpable,
// because a program that takes cores from a pipe gets them whatever the limit is.)
void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
#ifndef LETHE_SANITIZED  // the leak check traces its own process
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

// A process begins with 1,024 descriptors, fewer than event streams and connections may need.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const config::Config& config, const std::optional<std::string>& open_room) {
  log::set_level(log_level(config));
  allow_many_descriptors();
  Loop loop;
  Signals signals(loop);
  store::Store store(store_options(config));
  worker::Pool pool(loop, {.warm = config.workers.warm, .configure = media_settings(config), .timing = {}});
  worker::Voices voices(loop);
  label::Painter painter;
  room::Service service(
      loop, pool, limits(config), api_keys(config),
      [&painter](auto seat, const auto& name, const auto& id) { return painter.draw(seat, name, id); },
      std::chrono::steady_clock::now, std::chrono::system_clock::now, &store.attendance,
      {.voice = [&voices](const auto& text, const auto& language) { return voices.say(text, language); },
       .caption = [&painter](const auto& text) { return painter.draw_caption(text); }});
  for (const auto& record : store.rooms.all()) service.restore(record.id, record);
  api::Server server(config, loop, service, store);
  signals.on(
      [&] {
        log::info("stopping");
        service.shut_down();
        loop.stop();
      },
      [&] { server.reload_certificate(); });
  server.start();
  log::info("serving", {{"port", server.port()}});
  if (open_room) {
    const auto invitation = service.open_room(*open_room, room::Role::Moderator);
    std::printf("\n  %s\n\nOpen this link in two browsers. Ctrl-C ends Lethe.\n\n", invitation.join_url.c_str());
    std::fflush(stdout);
  }
  loop.run();
  server.stop();
  return 0;
}

// Reads beside a server that may run. What is due to be purged is not told any more.
int export_attendance(const config::Config& config, const Options& options) {
  const auto retained = store::retained_since(std::chrono::system_clock::now(), config.store.retention_days);
  auto rows = store::read_attendance(config.store.path, options.from, options.until);
  std::erase_if(rows, [&](const auto& row) { return row.from < retained; });
  std::fputs(attendance_text(rows, options.format).c_str(), stdout);
  return 0;
}

int tell_status(const config::Config& config) {
  try {
    double load[3] = {};
    ::getloadavg(load, 3);
    char text[64];
    std::snprintf(text, sizeof text, "%.2f %.2f %.2f", load[0], load[1], load[2]);
    const auto status = api::status_of(api::read_metrics(config), text);
    std::fputs(status.text.c_str(), stdout);
    return status.ready ? 0 : 1;
  } catch (const std::runtime_error& error) {
    std::printf("health        %s\n", error.what());
    return 1;
  }
}

}  // namespace
}  // namespace lethe

int main(int argc, char** argv) {
  using namespace lethe;
  forbid_core_dumps();
  try {
    const auto options = read_options(argc, argv);
    if (!options) return 2;
    switch (options->what) {
      case Options::What::PrintHelp:
        std::fputs(usage, stdout);
        return 0;
      case Options::What::PrintVersion:
        std::puts("lethe " LETHE_BUILD);
        return 0;
      case Options::What::PrintConfig:
        std::fputs(config::print().c_str(), stdout);
        return 0;
      case Options::What::CheckConfig:
      case Options::What::ExportAttendance:
      case Options::What::Status:
      case Options::What::Serve:
        break;
    }
    config::Loaded loaded;
    if (options->config) loaded = config::load(*options->config);
    for (const auto& finding : loaded.findings) std::fprintf(stderr, "%s\n", finding.c_str());
    if (!loaded.findings.empty()) return 2;
    if (options->what == Options::What::ExportAttendance) return export_attendance(loaded.config, *options);
    if (options->what == Options::What::Status) return tell_status(loaded.config);
    return options->what == Options::What::CheckConfig ? 0 : serve(loaded.config, options->open_room);
  } catch (const std::exception& error) {
    // Only what happens before the first request can get here: an address in use, a missing
    // program, a damaged database.
    std::fprintf(stderr, "lethe cannot start: %s\n", error.what());
    return 1;
  }
}
