// SPDX-License-Identifier: AGPL-3.0-or-later
// A deliberately broken server for the tests of tools/audit: a parent that stands for lethe and a child that stands for
// lethe-media, with all walls but the one that the first argument names. Says "r" when it can be looked at and ends
// with its standard input. Calls the kernel directly where the audit would object to the C library's function.
//   audit_stand_in FLAW FOLDER
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <exception>
#include <string>
#include <string_view>
#include <thread>

#include "pipelines/sandbox/filter.hpp"
#include "pipelines/sandbox/walls.hpp"

namespace lethe::sandbox {
namespace {

constexpr int ready_fd = 3;
constexpr unsigned nobody = 65534;

std::string_view flaw;
std::string folder;

bool flawed(std::string_view name) { return flaw == name; }

void wait_for_ever() {
  for (;;) poll(nullptr, 0, -1);
}

long map(const std::string& path, int protection, int kind, int mode) {
  const int file = open(path.c_str(), mode, 0600);
  if (file < 0) _exit(3);
  const long address = syscall(SYS_mmap, nullptr, 4096, protection, kind, file, 0);
  close(file);
  if (address == -1) _exit(4);
  return address;
}
void map_library(const std::string& path) { map(path, PROT_READ, MAP_PRIVATE, O_RDONLY); }

void store_on_disk() {
  const int file = open((folder + "/stored").c_str(), O_CREAT | O_WRONLY, 0600);
  if (write(file, "byte", 4) != 4) _exit(5);
  close(file);
}

void set_capabilities(unsigned kept) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{kept, kept, 0}, {}};
  if (syscall(SYS_capset, &header, sets) != 0) _exit(6);
}

// Of this thread alone, unlike the C library's functions.
void become_nobody() {
  if (syscall(SYS_setgroups, 0, nullptr) != 0 || syscall(SYS_setresgid, nobody, nobody, nobody) != 0 ||
      syscall(SYS_setresuid, nobody, nobody, nobody) != 0)
    _exit(7);
}

void need(int fd) {
  if (fd < 0) _exit(13);
}

// What a library leaves open that has told the logger something.
void connect_to_a_logger() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = folder + "/logger";
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto* at = reinterpret_cast<const sockaddr*>(&address);
  const int logger = socket(AF_UNIX, SOCK_STREAM, 0), end = socket(AF_UNIX, SOCK_STREAM, 0);
  need(bind(logger, at, sizeof address));
  need(listen(logger, 1));
  need(connect(end, at, sizeof address));
  need(accept(logger, nullptr, nullptr));
  close(logger);
}

// Not a pipe, which must not be open under any number.
void speak_at(int fd) {
  int pair[2];
  need(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  need(dup2(pair[1], fd));
  close(pair[1]);
}

void open_descriptors() {
  if (flawed("open-files")) open((folder + "/shared").c_str(), O_RDWR);
  if (flawed("open-files-reading")) open((folder + "/shared").c_str(), O_RDONLY);
  if (flawed("open-files-pipe")) need(open((folder + "/pipe").c_str(), O_RDWR));
  if (flawed("open-files-terminal")) need(open("/dev/ptmx", O_RDWR | O_NOCTTY));
  if (flawed("standard-descriptors")) speak_at(2);
  if (flawed("standard-descriptors-output")) speak_at(1);
  if (flawed("standard-descriptors-closed")) close(0);
  if (flawed("local-sockets")) connect_to_a_logger();
  if (flawed("local-sockets-datagram")) need(socket(AF_UNIX, SOCK_DGRAM, 0));
}

void drop() {
  if (flawed("user")) return set_capabilities(0);
  if (flawed("capabilities")) {
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    become_nobody();
    return set_capabilities(1U << CAP_NET_BIND_SERVICE);
  }
  drop_privileges();
}

void restrict() {
  restrict_process();
  if (flawed("not-dumpable")) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

void limit() {
  rlimit files{}, cores{};
  getrlimit(RLIMIT_FSIZE, &files);
  getrlimit(RLIMIT_CORE, &cores);
  if (flawed("file-size-limit")) return void(setrlimit(RLIMIT_CORE, &(cores = {0, 0})));
  if (flawed("core-limit")) return void(setrlimit(RLIMIT_FSIZE, &(files = {0, 0})));
  limit_resources();
}

void load() {
  map_library(LETHE_GST_PLUGINS "/libgstvpx.so");
  if (!flawed("plugins-missing")) map_library(LETHE_GST_PLUGINS "/libgstx264.so");
  if (flawed("plugins")) map_library(folder + "/gstreamer-1.0/libgstadded.so");
  if (flawed("libraries")) map_library(folder + "/libavformat.so.59");
  if (flawed("shared-memory")) map(folder + "/shared", PROT_READ | PROT_WRITE, MAP_SHARED, O_RDWR);
  if (flawed("named-memory")) syscall(SYS_memfd_create, "store", 0);
  if (flawed("new-code"))
    syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void install_here(const Program& program) {
  const sock_fprog form{.len = static_cast<unsigned short>(program.size()),
                        .filter = const_cast<sock_filter*>(program.data())};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &form) != 0) _exit(8);
}

void lock() {
  const Program program = filter_program(Tcp::Denied, flawed("filter-program") ? Verdict::Refuse : Verdict::Kill);
  if (!flawed("seccomp")) return install(program);
  std::thread(wait_for_ever).detach();
  install_here(program);
}

// A filter needs either the mark or root: one thread stays root until it has installed it for the others.
void lock_without_the_mark() {
  const Program program = filter_program(Tcp::Denied, Verdict::Kill);
  int pair[2];
  if (pipe2(pair, 0) != 0) _exit(9);
  std::thread root([&] {
    char byte;
    if (read(pair[0], &byte, 1) != 1) _exit(10);
    install(program);
  });
  become_nobody();
  set_capabilities(0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (write(pair[1], "", 1) != 1) _exit(11);
  root.join();
  for (const int end : pair) close(end);
}

void be_media_process() {
  const int nowhere = open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2; ++fd) dup2(nowhere, fd);
  if (!flawed("environment")) scrub_environment();
  close_descriptors();
  if (flawed("written-bytes") || flawed("written-before")) store_on_disk();
  open_descriptors();
  load();
  if (!flawed("written-bytes")) keep_written_bytes();
  limit();
  if (flawed("no-new-privileges")) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    lock_without_the_mark();
  } else {
    drop();
    restrict();
    lock();
  }
  if (write(ready_fd, "r", 1) != 1) _exit(12);
  wait_for_ever();
}

}  // namespace
}  // namespace lethe::sandbox

int main(int argc, char** argv) {
  using namespace lethe::sandbox;
  if (argc != 3) return 2;
  flaw = argv[1];
  folder = argv[2];
  int ready[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ready) != 0) return 2;
  if (syscall(SYS_fork) == 0) {
    if (ready[1] != ready_fd) dup2(ready[1], ready_fd);
    try {
      be_media_process();
    } catch (const std::exception&) {
    }
    _exit(1);
  }
  close(ready[1]);
  const rlimit no_core{0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return 2;  // as lethe does
  if (flawed("no-media-code")) map_library(folder + "/libopus.so.0");
  char byte;
  if (read(ready[0], &byte, 1) != 1) return 1;
  if (write(1, &byte, 1) != 1) return 1;
  return read(0, &byte, 1) == 0 ? 0 : 1;
}
