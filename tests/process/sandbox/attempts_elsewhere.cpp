// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "tests/process/sandbox/attempts.hpp"

namespace lethe::sandbox {
namespace {

int store(const Place& place) {
  const int file = open(place.fresh().c_str(), O_CREAT | O_WRONLY, 0600);
  if (file < 0) return errno;
  return outcome(write(file, "byte", 4));
}

// What the child of this process may, this process may.
int wait_for(long child, const Place& place) {
  if (child < 0) return errno;
  if (child == 0) _exit(store(place));
  int status = 0;
  if (waitpid(static_cast<pid_t>(child), &status, 0) < 0) return errno;
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

int store_from_clone3(const Place& place) {
  clone_args arguments{};
  arguments.exit_signal = SIGCHLD;
  return wait_for(syscall(SYS_clone3, &arguments, sizeof arguments), place);
}

int run_shell(const Place& place, long number) {
  const std::string command = "echo byte > " + place.fresh();
  const char* const arguments[] = {"/bin/sh", "-c", command.c_str(), nullptr};
  const char* const none[] = {nullptr};
  if (number == SYS_execve) return outcome(syscall(number, arguments[0], arguments, none));
  return outcome(syscall(number, AT_FDCWD, arguments[0], arguments, none, 0));
}

int memory_file(const Place&) {
  const long file = syscall(SYS_memfd_create, "store", 0);
  return file < 0 ? errno : outcome(write(static_cast<int>(file), "byte", 4));
}

int shared_segment(const Place&) {
  const long segment = syscall(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  if (segment < 0) return errno;
  syscall(SYS_shmctl, segment, IPC_RMID, nullptr);
  return 0;
}

int system_message(const Place&) {
  const long queue = syscall(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600);
  if (queue < 0) return errno;
  const struct {
    long kind;
    char text[4];
  } message{1, {'b', 'y', 't', 'e'}};
  const int result = outcome(syscall(SYS_msgsnd, queue, &message, sizeof message.text, 0));
  syscall(SYS_msgctl, queue, IPC_RMID, nullptr);
  return result;
}

int semaphore_value(const Place&) {
  const long set = syscall(SYS_semget, IPC_PRIVATE, 1, IPC_CREAT | 0600);
  if (set < 0) return errno;
  const int result = outcome(syscall(SYS_semctl, set, 0, SETVAL, 120));
  syscall(SYS_semctl, set, 0, IPC_RMID, 0);
  return result;
}

int posix_message(const Place& place) {
  const std::string name = place.folder.substr(place.folder.rfind('/') + 1);
  const long queue = syscall(SYS_mq_open, name.c_str(), O_CREAT | O_RDWR, 0600, nullptr);
  if (queue < 0) return errno;
  syscall(SYS_mq_unlink, name.c_str());
  return 0;
}

int write_into_parent(const Place&) {
  char byte = 'x';
  const iovec here{.iov_base = &byte, .iov_len = 1};
  return outcome(syscall(SYS_process_vm_writev, getppid(), &here, 1, &here, 1, 0));
}

int ring(const Place&) {
  io_uring_params parameters{};
  return outcome(syscall(SYS_io_uring_setup, 1, &parameters));
}

int kernel_map(const Place&) {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = 4;
  attributes.value_size = 4;
  attributes.max_entries = 1;
  return outcome(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
}

int lift_file_limit(const Place& place) {
  const rlimit most{RLIM_INFINITY, RLIM_INFINITY};
  if (syscall(SYS_prlimit64, 0, RLIMIT_FSIZE, &most, nullptr) != 0) return errno;
  return outcome(write(place.open_file, "byte", 4));
}

int new_root(const Place&) { return outcome(syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNS)); }

#ifdef __x86_64__
// The door for 32-bit programs has other call numbers; creat is 8.
int store_by_interrupt(const Place& place) {
  void* low = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (low == MAP_FAILED) return errno;
  std::strcpy(static_cast<char*>(low), place.fresh().c_str());
  long result = 8;
  asm volatile("int $0x80" : "+a"(result) : "b"(low), "c"(0600L) : "memory", "r8", "r9", "r10", "r11");
  return result < 0 ? static_cast<int>(-result) : 0;
}

int store_by_x32(const Place& place) {
  constexpr long x32 = 0x40000000;
  return outcome(syscall(x32 | SYS_creat, place.fresh().c_str(), 0600));
}
#endif

}  // namespace

std::vector<Attempt> attempts_elsewhere() {
  using P = const Place&;
  std::vector<Attempt> all{
      {"fork", [](P p) { return wait_for(syscall(SYS_fork), p); }, Trace::Disk, Refusal::ByBoth},
      {"clone", [](P p) { return wait_for(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0), p); }, Trace::Disk, Refusal::ByBoth},
      {"clone3", store_from_clone3, Trace::Disk, Refusal::ByBoth},
      {"execve of a shell", [](P p) { return run_shell(p, SYS_execve); }, Trace::Disk, Refusal::ByBoth},
      {"execveat of a shell", [](P p) { return run_shell(p, SYS_execveat); }, Trace::Disk, Refusal::ByBoth},
      {"file in memory", memory_file, Trace::Elsewhere},
      {"shared memory", shared_segment, Trace::Elsewhere},
      {"message queue (System V)", system_message, Trace::Elsewhere},
      {"semaphore", semaphore_value, Trace::Elsewhere},
      {"message queue (POSIX)", posix_message, Trace::Elsewhere},
      {"key", [](P) { return outcome(syscall(SYS_add_key, "user", "store", "byte", 4, KEY_SPEC_PROCESS_KEYRING)); },
       Trace::Elsewhere},
      {"keyring by name", [](P) { return outcome(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "byte")); },
       Trace::Elsewhere},
      {"file size limit lifted", lift_file_limit, Trace::Disk, Refusal::ByBoth},
      {"ring of requests", ring, Trace::NoControl},
      {"map in the kernel", kernel_map, Trace::NoControl},
      {"memory of the parent", write_into_parent, Trace::NoControl},
      {"trace of the parent", [](P) { return outcome(syscall(SYS_ptrace, PTRACE_ATTACH, getppid(), 0, 0)); },
       Trace::NoControl},
      {"descriptor of the parent", [](P) { return outcome(syscall(SYS_pidfd_open, getppid(), 0)); }, Trace::Elsewhere},
      {"memory fault handler", [](P) { return outcome(syscall(SYS_userfaultfd, 0)); }, Trace::NoControl},
      {"mount", [](P p) { return outcome(syscall(SYS_mount, "x", p.folder.c_str(), "tmpfs", 0, nullptr)); },
       Trace::NoControl, Refusal::ByBoth},
      {"namespace", new_root, Trace::NoControl},
      {"connection by TCP", [](P) { return outcome(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)); }, Trace::Elsewhere},
      {"packet below UDP", [](P) { return outcome(syscall(SYS_socket, AF_PACKET, SOCK_RAW, 0)); }, Trace::NoControl},
      {"dumpable again", [](P) { return outcome(syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)); }, Trace::Elsewhere},
  };
#ifdef __x86_64__
  all.push_back({"creat by interrupt", store_by_interrupt, Trace::NoControl, Refusal::ByBoth});
  all.push_back({"creat by x32", store_by_x32, Trace::NoControl, Refusal::ByBoth});
#endif
  return all;
}

std::vector<Attempt> all_attempts() {
  std::vector<Attempt> all = attempts_on_paths();
  for (const auto& more : {attempts_on_descriptors(), attempts_elsewhere()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace lethe::sandbox
