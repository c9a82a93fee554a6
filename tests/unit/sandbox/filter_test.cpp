// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sandbox/filter.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <map>
#include <string>

namespace lethe::sandbox {
namespace {

std::string hash(Tcp tcp, Verdict verdict) { return sha256_hex(filter_program(tcp, verdict)); }

std::string hash_in_another_process() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = hash(Tcp::Denied, Verdict::Kill);
    const ssize_t written = write(ends[1], text.data(), text.size());
    _exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string text(64, '?');
  const ssize_t length = read(ends[0], text.data(), text.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

TEST(Filter, HasTheSameHashInEveryRunAndProcess) {
  const std::string once = hash(Tcp::Denied, Verdict::Kill);
  EXPECT_EQ(once.size(), 64U);
  EXPECT_EQ(once.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(once, hash(Tcp::Denied, Verdict::Kill));
  EXPECT_EQ(once, hash_in_another_process());
}

TEST(Filter, DiffersWithTcpAndWithTheVerdict) {
  EXPECT_NE(hash(Tcp::Denied, Verdict::Kill), hash(Tcp::Allowed, Verdict::Kill));
  EXPECT_NE(hash(Tcp::Denied, Verdict::Kill), hash(Tcp::Denied, Verdict::Refuse));
}

TEST(Filter, HashesTheBytesOfTheProgram) {
  // printf '\x06\x00\x00\x00\x00\x00\xff\x7f' | sha256sum  (one instruction: return allow; little endian)
  EXPECT_EQ(sha256_hex({{.code = 6, .jt = 0, .jf = 0, .k = 0x7fff0000}}),
            "40b2a31e1a78576bb4afdf1433867d0cc67b769635ef549fba81c7d37570520f");
}

// What an auditor compares a live process with. Whoever changes the allow list changes this file.
TEST(Filter, IsTheOneThatIsPublished) {
#ifdef __x86_64__
  std::ifstream file("pipelines/sandbox/filter.sha256");
  std::map<std::string, std::string> published;
  for (std::string line; std::getline(file, line);) published[line.substr(65)] = line.substr(0, 64);
  EXPECT_EQ(published["x86_64"], hash(Tcp::Denied, Verdict::Kill));
  EXPECT_EQ(published["x86_64 tcp"], hash(Tcp::Allowed, Verdict::Kill));
#else
  GTEST_SKIP() << "no filter is published for this architecture";
#endif
}

TEST(Filter, IsSmallEnoughForTheKernel) {
  EXPECT_LT(filter_program(Tcp::Allowed, Verdict::Refuse).size(), std::size_t{BPF_MAXINSNS});
}

}  // namespace
}  // namespace lethe::sandbox
