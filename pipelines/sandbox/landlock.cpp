// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/landlock.hpp"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>

namespace lethe::sandbox {
namespace {

// Debian 12's <linux/landlock.h> ends at ABI 2. These are the kernel's names and values, from its documentation
// (Documentation/userspace-api/landlock.rst).
struct RulesetAttributes {
  std::uint64_t handled_access_fs, handled_access_net /* ABI 4 */, scoped /* ABI 6 */;
};
constexpr std::uint64_t ruleset_version_flag = 1;
constexpr std::uint64_t net_bind_tcp = 1 << 0, net_connect_tcp = 1 << 1;
constexpr std::uint64_t scope_abstract_unix_socket = 1 << 0, scope_signal = 1 << 1;

// All file system rights of an ABI: execute … make_sym, then refer (2), truncate (3), ioctl_dev (5).
std::uint64_t file_rights(long abi) {
  const int known = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
  return (std::uint64_t{1} << known) - 1;
}

RulesetAttributes attributes(long abi, Tcp tcp) {
  RulesetAttributes all{.handled_access_fs = file_rights(abi), .handled_access_net = 0, .scoped = 0};
  if (abi >= 4 && tcp == Tcp::Denied) all.handled_access_net = net_bind_tcp | net_connect_tcp;
  if (abi >= 6) all.scoped = scope_abstract_unix_socket | scope_signal;
  return all;
}

void require_single_thread() {
  // The directory's link count is two for itself plus one per thread.
  struct stat tasks {};
  if (stat("/proc/self/task", &tasks) != 0) throw std::runtime_error("sandbox: /proc cannot be read");
  if (tasks.st_nlink != 3)
    throw std::runtime_error("sandbox: " + std::to_string(tasks.st_nlink - 2) +
                             " threads run already; Landlock binds only one");
}

}  // namespace

void enter_landlock(Tcp tcp) {
  require_single_thread();
  const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, ruleset_version_flag);
  if (abi < 1)
    throw std::runtime_error("sandbox: this kernel offers no Landlock (it must be built in and listed in lsm=)");
  const RulesetAttributes all = attributes(abi, tcp);
  // Kernels accept a structure that is longer than they know if the rest is zero.
  const long ruleset = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
  if (ruleset < 0) throw std::system_error(errno, std::generic_category(), "sandbox: make the Landlock ruleset");
  const long entered = syscall(SYS_landlock_restrict_self, ruleset, 0);
  const int error = errno;
  close(static_cast<int>(ruleset));
  if (entered != 0) throw std::system_error(error, std::generic_category(), "sandbox: enter Landlock");
}

}  // namespace lethe::sandbox
