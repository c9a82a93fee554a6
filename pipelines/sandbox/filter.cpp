// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/filter.hpp"

#include <fcntl.h>
#include <linux/seccomp.h>
#include <openssl/evp.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <span>
#include <stdexcept>
#include <system_error>

#include "pipelines/sandbox/allowed_calls.hpp"

namespace lethe::sandbox {
namespace {

struct Release {
  void operator()(void* context) const { seccomp_release(context); }
};
using Context = std::unique_ptr<void, Release>;  // scmp_filter_ctx

void require(int result, const char* step) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), step);
}

void add(scmp_filter_ctx context, const Rule& rule) {
  require(seccomp_rule_add_array(context, rule.action, rule.call, static_cast<unsigned>(rule.when.size()),
                                 rule.when.data()),
          "sandbox: add a rule to the filter");
}

Program export_program(scmp_filter_ctx context) {
  // A pipe holds 64 KiB and the program has a few kilobytes, so writing it cannot block.
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "sandbox: pipe");
  const int exported = seccomp_export_bpf(context, ends[1]);
  close(ends[1]);
  Program program(BPF_MAXINSNS);
  const ssize_t bytes = read(ends[0], program.data(), program.size() * sizeof(sock_filter));
  close(ends[0]);
  require(exported, "sandbox: export the filter");
  if (bytes <= 0 || bytes % static_cast<ssize_t>(sizeof(sock_filter)) != 0)
    throw std::runtime_error("sandbox: the exported filter is cut off");
  program.resize(static_cast<std::size_t>(bytes) / sizeof(sock_filter));
  return program;
}

}  // namespace

Program filter_program(Tcp tcp, Verdict verdict) {
  const Context context(seccomp_init(verdict == Verdict::Kill ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM)));
  if (!context) throw std::runtime_error("sandbox: no seccomp filter can be made");
  // This program never uses the call numbers of another architecture (int 0x80, x32).
  require(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), "sandbox: architecture");
  require(seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "sandbox: filter as a binary tree");
  for (const Rule& rule : rules(tcp)) add(context.get(), rule);
  if (verdict == Verdict::Refuse) add(context.get(), {SCMP_ACT_ALLOW, SCMP_SYS(seccomp), {}});
  return export_program(context.get());
}

std::string sha256_hex(const Program& program) {
  const auto bytes = std::as_bytes(std::span(program));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("sandbox: SHA-256 is not available");
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

void install(const Program& program) {
  // The kernel does not write through the pointer; its interface is older than const.
  sock_fprog form{.len = static_cast<unsigned short>(program.size()),
                  .filter = const_cast<sock_filter*>(program.data())};
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &form);
  if (result < 0) throw std::system_error(errno, std::generic_category(), "sandbox: install the seccomp filter");
  if (result > 0) throw std::runtime_error("sandbox: a thread could not be bound by the seccomp filter");
}

}  // namespace lethe::sandbox
