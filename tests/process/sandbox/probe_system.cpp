// SPDX-License-Identifier: AGPL-3.0-or-later
#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <stop_token>
#include <thread>
#include <vector>

#include "mcu/base/mutex.hpp"
#include "tests/process/sandbox/probes.hpp"

namespace lethe::sandbox {
namespace {

std::string threads() {
  std::atomic<int> sum = 0;
  {
    std::vector<std::jthread> all;
    for (int i = 0; i < 8; ++i) all.emplace_back([&sum] { sum += static_cast<int>(std::string(1 << 20, 'x').size()); });
    // A tick as the mixers have it: waits with a deadline, ends on request.
    all.emplace_back([](const std::stop_token& stop) {
      pthread_setname_np(pthread_self(), "tick");
      Mutex mutex;  // of nothing: a wait wants one
      std::condition_variable_any over;
      MutexLock lock(mutex);
      over.wait_for(lock, stop, std::chrono::milliseconds(5), [] { return false; });
    });
  }
  return sum == 8 << 20 ? "" : "threads did not run";
}

std::string memory() {
  std::vector<char> much(100'000'000, 'x');
  much.resize(120'000'000, 'y');
  return much.front() == 'x' && much.back() == 'y' ? "" : "memory does not hold";
}

// glibc 2.41 takes memory of this kind (MAP_DROPPABLE) for random numbers whenever more threads ask than ever before.
// Kernels before 6.11 do not know it.
std::string memory_for_chance() {
  constexpr int droppable = 8;
  const long address = syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | droppable, -1, 0);
  return address != -1 || errno == EINVAL ? "" : "no memory for random numbers";
}

std::string interfaces() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return "getifaddrs fails";
  bool loopback = false;
  for (const ifaddrs* each = list; each; each = each->ifa_next) loopback |= (each->ifa_flags & IFF_LOOPBACK) != 0;
  freeifaddrs(list);
  return loopback && if_nametoindex("lo") > 0 ? "" : "the loopback interface is not seen";
}

// A datagram to oneself, awaited by epoll together with an eventfd.
std::string datagram(int family) {
  const int socket = ::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return "no UDP socket";
  sockaddr_storage address{};
  address.ss_family = static_cast<sa_family_t>(family);
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  if (family == AF_INET)
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  else
    reinterpret_cast<sockaddr_in6&>(address).sin6_addr = in6addr_loopback;
  socklen_t length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket, plain, length) != 0) {
    close(socket);
    return family == AF_INET6 ? "" : "no UDP port";  // a machine without IPv6
  }
  getsockname(socket, plain, &length);
  const int loop = epoll_create1(EPOLL_CLOEXEC), wake = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event wanted{.events = EPOLLIN, .data = {.fd = socket}};
  epoll_ctl(loop, EPOLL_CTL_ADD, socket, &wanted);
  wanted.data.fd = wake;
  epoll_ctl(loop, EPOLL_CTL_ADD, wake, &wanted);
  char text[8] = {};
  const bool sent = sendto(socket, "byte", 4, 0, plain, length) == 4;
  bool received = false;
  for (int i = 0; sent && i < 100 && !received; ++i) {
    epoll_event event{};
    received = epoll_wait(loop, &event, 1, 1000) == 1 && event.data.fd == socket &&
               recv(socket, text, sizeof text, 0) == 4 && std::memcmp(text, "byte", 4) == 0;
  }
  for (int fd : {socket, loop, wake}) close(fd);
  return received ? "" : "a datagram on loopback was lost";
}

std::string time_and_chance() {
  const auto before = std::chrono::steady_clock::now();
  unsigned char random[16] = {};
  if (getrandom(random, sizeof random, 0) != sizeof random) return "no randomness";
  std::this_thread::yield();
  return std::chrono::steady_clock::now() >= before ? "" : "the clock stands";
}

// Libraries look for files; they must get an error and not die of it.
std::string missing_files() {
  if (open("/etc/ssl/openssl.cnf", O_RDONLY) >= 0 || access("/etc/passwd", R_OK) == 0) return "a file can be read";
  return errno == EACCES ? "" : "reading a file is refused with another error than EACCES";
}

}  // namespace

std::string probe_system() {
  std::string wrong;
  for (const std::string& part : {threads(), memory(), memory_for_chance(), interfaces(), datagram(AF_INET),
                                  datagram(AF_INET6), time_and_chance(), missing_files()})
    if (!part.empty()) wrong += part + "; ";
  return wrong;
}

}  // namespace lethe::sandbox
