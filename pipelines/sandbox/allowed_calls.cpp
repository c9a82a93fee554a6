// SPDX-License-Identifier: AGPL-3.0-or-later
// The allow list, in this order: calls that are always allowed; calls that depend on an argument; calls that libraries
// try without need, which get an error instead of ending the process.
//
// A filter cannot see what lies behind a pointer: the address of bind() and the control data of sendmsg(). Landlock
// refuses the former on a path. For the latter there is no descriptor of a file that could be passed.
#include "pipelines/sandbox/allowed_calls.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <cerrno>

namespace lethe::sandbox {
namespace {

constexpr int free_calls[] = {
    // Open descriptors. None of them is a file, and no file can be opened.
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek),
    SCMP_SYS(fstat), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
    // Waiting and waking.
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create),
    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2),
    SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(timerfd_create), SCMP_SYS(timerfd_settime),
    SCMP_SYS(signalfd4),
    // Memory without a file behind it; mmap and mprotect are below.
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    // Threads and signals; clone and tgkill are below.
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(membarrier), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigtimedwait), SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(sched_getparam), SCMP_SYS(sched_getscheduler), SCMP_SYS(sched_getattr),
    SCMP_SYS(sched_setattr), SCMP_SYS(sched_setscheduler), SCMP_SYS(sched_get_priority_min),
    SCMP_SYS(sched_get_priority_max), SCMP_SYS(getpriority), SCMP_SYS(setpriority),
    // Time, random numbers, identity.
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getcpu), SCMP_SYS(getrusage), SCMP_SYS(times),
    SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid),
    SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
    // Sockets; socket and socketpair are below.
    SCMP_SYS(bind), SCMP_SYS(connect), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(setsockopt),
    SCMP_SYS(getsockopt), SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg),
    SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(shutdown)};

constexpr int fcntl_commands[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC};

constexpr unsigned long ioctl_requests[] = {FIONREAD,     FIONBIO,        TCGETS /* isatty of the log */,
                                            SIOCGIFCONF,  SIOCGIFFLAGS,   SIOCGIFADDR,
                                            SIOCGIFINDEX, SIOCGIFNETMASK, SIOCGIFNAME};

constexpr int prctl_options[] = {PR_SET_NAME, PR_GET_NAME};

// Reading files and their attributes: libraries look for their configuration and work without it.
constexpr int reading_calls[] = {SCMP_SYS(access),     SCMP_SYS(faccessat),  SCMP_SYS(faccessat2), SCMP_SYS(stat),
                                 SCMP_SYS(lstat),      SCMP_SYS(newfstatat), SCMP_SYS(statx),      SCMP_SYS(readlink),
                                 SCMP_SYS(readlinkat), SCMP_SYS(statfs),     SCMP_SYS(getcwd)};

constexpr std::uint64_t opens_for_writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
constexpr std::uint64_t thread_flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
constexpr std::uint64_t new_namespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
constexpr std::uint64_t map_kind = MAP_ANONYMOUS | MAP_PRIVATE | MAP_SHARED;
constexpr std::uint64_t map_droppable = 8;  // MAP_DROPPABLE of Linux 6.11, missing from older headers
constexpr std::uint64_t socket_kind = 15;   // SOCK_TYPE_MASK: without SOCK_CLOEXEC and SOCK_NONBLOCK

scmp_arg_cmp equals(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

Rule refuse(int error, int call, std::vector<scmp_arg_cmp> when = {}) {
  return {SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)), call, std::move(when)};
}
Rule allow(int call, std::vector<scmp_arg_cmp> when = {}) { return {SCMP_ACT_ALLOW, call, std::move(when)}; }

void add_memory_and_threads(std::vector<Rule>& list) {
  // No file can be mapped, and no memory made executable.
  list.push_back(allow(SCMP_SYS(mmap), {masked(2, PROT_EXEC, 0), masked(3, map_kind, MAP_ANONYMOUS | MAP_PRIVATE)}));
  // glibc 2.41 keeps each thread's random numbers there (getrandom in the vDSO).
  list.push_back(allow(SCMP_SYS(mmap),
                       {masked(2, PROT_EXEC, 0), masked(3, MAP_ANONYMOUS | MAP_TYPE, MAP_ANONYMOUS | map_droppable)}));
  list.push_back(allow(SCMP_SYS(mprotect), {masked(2, PROT_EXEC, 0)}));
  list.push_back(allow(SCMP_SYS(clone), {masked(0, thread_flags | new_namespaces, thread_flags)}));
  // Its flags lie behind a pointer; glibc then uses clone.
  list.push_back(refuse(ENOSYS, SCMP_SYS(clone3)));
  // For abort() after a broken invariant. Other signals could reach other processes of the same user.
  list.push_back(allow(SCMP_SYS(tgkill), {equals(2, SIGABRT)}));
  // getrlimit, for sizes of thread stacks. Setting is refused.
  list.push_back(allow(SCMP_SYS(prlimit64), {equals(0, 0), equals(2, 0)}));
}

// One kind of socket, with its protocol or the family's default protocol 0.
void add_socket(std::vector<Rule>& list, int family, std::uint64_t kind, std::uint64_t protocol) {
  const auto domain = static_cast<std::uint64_t>(family);
  list.push_back(allow(SCMP_SYS(socket), {equals(0, domain), masked(1, socket_kind, kind), equals(2, protocol)}));
  if (protocol != 0)
    list.push_back(allow(SCMP_SYS(socket), {equals(0, domain), masked(1, socket_kind, kind), equals(2, 0)}));
}

void add_sockets(std::vector<Rule>& list) {
  add_socket(list, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  add_socket(list, AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
  // Reads lists of interfaces and addresses; changing them needs a capability.
  add_socket(list, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
  add_socket(list, AF_NETLINK, SOCK_DGRAM, NETLINK_ROUTE);
  // Streams only: a pair of datagram sockets could be reconnected to the socket of the host's logger.
  list.push_back(allow(SCMP_SYS(socketpair), {equals(0, AF_UNIX), masked(1, socket_kind, SOCK_STREAM)}));
}

void add_tcp(std::vector<Rule>& list, Tcp tcp) {
  if (tcp == Tcp::Denied) {
    // An error, because libnice tries each kind of candidate and does without those that fail.
    for (const std::uint64_t family : {std::uint64_t{AF_INET}, std::uint64_t{AF_INET6}})
      list.push_back(refuse(EACCES, SCMP_SYS(socket), {equals(0, family), masked(1, socket_kind, SOCK_STREAM)}));
    return;
  }
  add_socket(list, AF_INET, SOCK_STREAM, IPPROTO_TCP);
  add_socket(list, AF_INET6, SOCK_STREAM, IPPROTO_TCP);
  for (int call : {SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4)}) list.push_back(allow(call));
}

void add_arguments(std::vector<Rule>& list) {
  for (int command : fcntl_commands)
    list.push_back(allow(SCMP_SYS(fcntl), {equals(1, static_cast<std::uint64_t>(command))}));
  for (unsigned long request : ioctl_requests) list.push_back(allow(SCMP_SYS(ioctl), {equals(1, request)}));
  for (int option : prctl_options)
    list.push_back(allow(SCMP_SYS(prctl), {equals(0, static_cast<std::uint64_t>(option))}));
}

void add_readers(std::vector<Rule>& list) {
  for (int call : reading_calls) list.push_back(refuse(EACCES, call));
  list.push_back(refuse(EACCES, SCMP_SYS(open), {masked(1, opens_for_writing, 0)}));
  list.push_back(refuse(EACCES, SCMP_SYS(openat), {masked(2, opens_for_writing, 0)}));
  // To name interfaces, glibc looks for a family that works, UNIX first.
  list.push_back(refuse(EACCES, SCMP_SYS(socket), {equals(0, AF_UNIX)}));
}

}  // namespace

std::vector<Rule> rules(Tcp tcp) {
  std::vector<Rule> list;
  for (int call : free_calls) list.push_back(allow(call));
  add_memory_and_threads(list);
  add_sockets(list);
  add_tcp(list, tcp);
  add_arguments(list);
  add_readers(list);
  return list;
}

}  // namespace lethe::sandbox
