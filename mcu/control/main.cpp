// SPDX-License-Identifier: AGPL-3.0-or-later
// lethe: wires the parts of the control process. The only file that knows all of them.
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "api/server.hpp"
#include "api/status.hpp"
#include "config/config.hpp"
#include "mcu/base/log.hpp"
#include "mcu/base/thread_check.hpp"
#include "mcu/control/options.hpp"
#include "mcu/control/preflight.hpp"
#include "mcu/control/settings.hpp"
#include "mcu/label/painter.hpp"
#include "mcu/room/service/service.hpp"
#include "mcu/store/store.hpp"
#include "mcu/worker/pool.hpp"
#include "mcu/worker/voices.hpp"

namespace lethe {
namespace {

// Blocks SIGTERM, SIGINT and SIGHUP for all threads created later and lets the loop read them. Workers are not affected
// by the mask: they live and die with their channel.
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
    // An exhausted quota is an error of the store and must not end us. Not SIG_IGN, which the media processes would
    // inherit.
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

// Names, tokens and chat lines are in memory; a crash must not write them to a disk. (Not dumpable, because a program
// that receives cores through a pipe gets them whatever the limit is.)
void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
#ifndef LETHE_SANITIZED  // the leak check traces its own process
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

// No page goes to the swap device, if this process may have any number of locked pages: as root, or as the systemd unit
// lets it. Pages are locked as they are used. Less than any number would make it run out of memory.
void stay_out_of_swap() {
#ifndef LETHE_SANITIZED  // whose shadow memory is larger than the machine's
  const rlimit any{RLIM_INFINITY, RLIM_INFINITY};
  if (::setrlimit(RLIMIT_MEMLOCK, &any) == 0) ::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
#endif
}

// A process starts with 1,024 descriptors, fewer than event streams and connections may need.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Restores the rooms of the last run. Rooms of API keys that are no longer configured are dropped, because nobody could
// end them.
void restore_rooms(room::Service& service, store::Store& store, const std::vector<room::ApiKey>& keys) {
  std::size_t of_unknown_keys = 0;
  for (const auto& record : store.rooms.all()) {
    const auto owns = [&](const room::ApiKey& key) { return key.name == record.owner.name; };
    if (record.owner.kind != room::Owner::Kind::ApiKey || std::any_of(keys.begin(), keys.end(), owns)) {
      service.rooms().restore(record.id, record);
      continue;
    }
    ++of_unknown_keys;
    try {
      store.rooms.save(record.id, {});
    } catch (const Error&) {
      // Already logged. The room is not restored anyway, and the next start tries again.
    }
  }
  if (of_unknown_keys > 0) log::warning("rooms-of-unknown-keys-ended", {{"rooms", of_unknown_keys}});
}

void print_links(room::Service& service, store::Store& store, const std::string& name) {
  const auto opened = service.rooms().open(name);
  try {
    store.rooms.save(opened.room, service.rooms().record(opened.room));
  } catch (const Error&) {
    std::puts("\nThe room could not be stored: its links end with this run.");
  }
  std::printf("\nFor you (host):\n  %s\nFor guests:\n  %s\n\nCtrl-C ends Lethe; the links stay good.\n\n",
              opened.host.join_url.c_str(), opened.guest.join_url.c_str());
  std::fflush(stdout);
}

int serve(const config::Config& config, const std::optional<std::string>& open_room) {
  log::set_level(log_level(config));
  allow_many_descriptors();
  stay_out_of_swap();
  Loop loop;
  Signals signals(loop);
  store::Store store(store_options(config));
  worker::Pool pool(loop, {.warm = config.workers.warm, .configure = media_settings(config), .timing = {}});
  worker::Voices voices(loop);
  label::Painter painter;
  room::Service service(
      loop, pool, limits(config), api_keys(config),
      {.name = [&painter](auto seat, const auto& tag, const auto& id) { return painter.draw_name(seat, tag, id); },
       .avatar = [&painter](auto seat, const auto& name,
                            const auto& id) { return painter.draw_avatar(seat, name, id); }},
      std::chrono::steady_clock::now, std::chrono::system_clock::now, &store.attendance,
      {.voice = [&voices](const auto& text, const auto& language) { return voices.say(text, language); },
       .caption = [&painter](const auto& text) { return painter.draw_caption(text); }});
  restore_rooms(service, store, api_keys(config));
  api::Server server(config, loop, service, store);
  signals.on(
      [&] {
        log::info("stopping");
        loop.stop();
      },
      [&] { server.reload_certificate(); });
  server.start();
  service.set_public_url(config::public_url(config, server.port()));
  log::info("serving", {{"port", server.port()}});
  if (open_room) print_links(service, store, *open_room);
  {
    const NeverWaits control;
    loop.run();
  }
  // Stop HTTP first: nobody may be told that a room is unknown when it returns in a moment.
  server.stop();
  service.shut_down();
  return 0;
}

// Works beside a running server. Rows that are due for purging are left out.
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
    const auto status = api::status_of(api::read_figures(config), text);
    std::fputs(status.text.c_str(), stdout);
    return status.ready ? 0 : 1;
  } catch (const std::runtime_error& error) {
    std::printf("health        %s\n", error.what());
    return 1;
  }
}

std::size_t tell(const std::vector<std::string>& sentences) {
  for (const auto& sentence : sentences) std::fprintf(stderr, "%s\n", sentence.c_str());
  return sentences.size();
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
    if (tell(loaded.findings) > 0) return 2;
    if (options->what == Options::What::ExportAttendance) return export_attendance(loaded.config, *options);
    if (options->what == Options::What::Status) return tell_status(loaded.config);
    const Preflight looked = look_at(loaded);
    tell(looked.doubts);
    if (tell(looked.findings) > 0) return 2;
    if (options->what == Options::What::Serve) return serve(loaded.config, options->open_room);
    std::printf("%s: nothing wrong\n", options->config->c_str());
    return 0;
  } catch (const std::exception& error) {
    // Only failures before the first request get here: an address in use, a missing program, a damaged database.
    std::fprintf(stderr, "lethe cannot start: %s\n", error.what());
    return 1;
  }
}
