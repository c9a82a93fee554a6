// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/log.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <functional>

namespace lethe::log {
namespace {

// Text is no word, unless it is part of the program: this is what keeps personal things out of the log.
static_assert(!std::is_constructible_v<Field, Word, std::string>);
static_assert(!std::is_constructible_v<Field, Word, std::string_view>);
static_assert(!std::is_convertible_v<std::string, Word>);

// What is written to stderr while `call` runs.
std::string written(const std::function<void()>& call) {
  std::array<int, 2> pipe{};
  EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const int before = ::dup(STDERR_FILENO);
  ::dup2(pipe[1], STDERR_FILENO);
  call();
  ::dup2(before, STDERR_FILENO);
  std::array<char, 4096> text{};
  const auto size = ::read(pipe[0], text.data(), text.size());
  for (const int fd : {before, pipe[0], pipe[1]}) ::close(fd);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string();
}

TEST(Log, IsOneLineForEachEvent) {
  EXPECT_EQ(written([] {
              info("room-opened", {{"rooms", 3}, {"state", "empty"}});
              warning("slow");
              error("gone", {{"code", -1}, {"name", Word::from_table(std::string_view("not-found"))}});
            }),
            "info room-opened rooms=3 state=empty\nwarning slow\nerror gone code=-1 name=not-found\n");
}

TEST(Log, IsSilentBelowItsLevel) {
  EXPECT_EQ(written([] { debug("detail"); }), "");
  set_level(Level::Error);
  EXPECT_EQ(written([] {
              warning("not now");
              error("this");
            }),
            "error this\n");
  set_level(Level::Debug);
  EXPECT_EQ(written([] { debug("detail"); }), "debug detail\n");
  set_level(Level::Info);
}

TEST(Log, LosesALineRatherThanWaitForAReader) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  const int before = ::dup(STDERR_FILENO);
  ::dup2(pipe[1], STDERR_FILENO);
  for (int i = 0; i < 10'000; ++i) info("a-line-that-fills-the-pipe", {{"number", i}});  // 64 KiB are full long before
  ::dup2(before, STDERR_FILENO);
  for (const int fd : {before, pipe[0], pipe[1]}) ::close(fd);
}

}  // namespace
}  // namespace lethe::log
