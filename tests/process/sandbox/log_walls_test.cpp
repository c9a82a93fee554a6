// SPDX-License-Identifier: AGPL-3.0-or-later
// Every way to have something of one's choice logged, tried from inside the walls of a process whose standard
// descriptors led to a log when it was started: a pipe, or a socket as the journal's.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "pipelines/sandbox/sandbox.hpp"
#include "tests/process/sandbox/attempts.hpp"
#include "tests/process/sandbox/folder.hpp"

namespace lethe::sandbox {
namespace {

enum class Log { Pipe, Socket };

// Where a child's 0, 1 and 2 lead to.
class Reader {
 public:
  explicit Reader(Log kind) {
    const int made =
        kind == Log::Pipe ? pipe2(ends_, O_CLOEXEC) : socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_);
    if (made != 0) throw std::runtime_error("no log");
  }
  ~Reader() {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  int writing_end() const { return ends_[1]; }
  // All that was written to it, until nobody has the other end any more.
  std::string read_all() {
    close(std::exchange(ends_[1], -1));
    std::string all;
    char bytes[8192];
    for (ssize_t n; (n = read(ends_[0], bytes, sizeof bytes)) > 0;) all.append(bytes, static_cast<std::size_t>(n));
    return all;
  }

 private:
  int ends_[2] = {-1, -1};
};

// In the child. Its channel to control leads nowhere; of what the test inherited, such as a pipe that nobody reads any
// more, nothing is left.
void arrange_descriptors(const Reader& log) {
  for (int fd = 0; fd <= STDERR_FILENO; ++fd) dup2(log.writing_end(), fd);
  dup2(open("/dev/null", O_RDWR), 3);
  close_range(4, ~0U, 0);
}

// What arrives in the log while a child makes this attempt.
std::string heard(Log kind, bool walls, const Attempt& attempt) {
  const Folder folder;
  Reader log(kind);
  const pid_t child = fork();
  if (child == 0) {
    Place place{.folder = folder.path(), .open_file = -1, .source = -1};
    arrange_descriptors(log);
    try {
      if (walls) raise_walls();
      place.source = open((place.folder + "/source").c_str(), O_RDONLY);
      if (walls && !lock_down(Tcp::Denied).self_test.passed()) _exit(2);
      attempt.run(place);
    } catch (const std::exception&) {
      _exit(1);
    }
    _exit(0);
  }
  const std::string all = log.read_all();
  int status = 0;
  waitpid(child, &status, 0);
  const bool walls_were_raised = WIFSIGNALED(status) ? WTERMSIG(status) == SIGSYS : WEXITSTATUS(status) == 0;
  EXPECT_TRUE(walls_were_raised) << attempt.name << ": status " << status;
  return all;
}

TEST(SandboxedLog, IsTriedInAtLeastThirtyWays) { EXPECT_GE(attempts_on_log().size(), 30U); }

TEST(SandboxedLog, HearsNothingByAnyAttempt) {
  for (const Attempt& attempt : attempts_on_log())
    for (const Log kind : {Log::Pipe, Log::Socket})
      EXPECT_EQ(heard(kind, true, attempt), "") << attempt.name << (kind == Log::Pipe ? ", pipe" : ", socket");
}

// Without this the test above would also pass if the attempts were wrong. Some need a pipe, some a socket.
TEST(SandboxedLog, HearsEachAttemptWithoutWalls) {
  for (const Attempt& attempt : attempts_on_log()) {
    if (attempt.trace == Trace::NoControl) continue;
    EXPECT_NE(heard(Log::Pipe, false, attempt) + heard(Log::Socket, false, attempt), "") << attempt.name;
  }
}

// The start of a process may fail, and then somebody has to be told.
TEST(SandboxedLog, HearsWhatIsSaidBeforeLockDown) {
  Reader log(Log::Pipe);
  const pid_t child = fork();
  if (child == 0) {
    arrange_descriptors(log);
    raise_walls();
    std::fputs("before", stderr);
    if (!lock_down(Tcp::Denied).self_test.passed()) _exit(2);
    std::fputs("after", stderr);
    _exit(0);
  }
  EXPECT_EQ(log.read_all(), "before");
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

// The logger of a machine, which listens at a name.
class Logger {
 public:
  explicit Logger(int type) : type_(type), socket_(socket(AF_UNIX, type | SOCK_CLOEXEC, 0)) {
    address_.sun_family = AF_UNIX;
    std::snprintf(address_.sun_path, sizeof address_.sun_path, "/tmp/lethe-logger-%d", getpid());
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) != 0 ||
        chmod(address_.sun_path, 0777) != 0 || (type_ == SOCK_STREAM && listen(socket_, 1) != 0))
      throw std::runtime_error("no logger");
  }
  ~Logger() {
    close(socket_);
    unlink(address_.sun_path);
  }
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  int connected() const {
    const int end = socket(AF_UNIX, type_, 0);
    return connect(end, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) == 0 ? end : -1;
  }
  std::string heard() const {
    const int end = type_ == SOCK_STREAM ? accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC) : dup(socket_);
    char text[64];
    const ssize_t size = recv(end, text, sizeof text, MSG_DONTWAIT);
    close(end);
    return {text, size > 0 ? static_cast<std::size_t>(size) : 0};
  }

 private:
  int type_, socket_;
  sockaddr_un address_{};
};

// A library may connect to it while it is loaded, and keep the socket.
TEST(SandboxedLog, HearsNothingByASocketThatALibraryHasOpened) {
  for (const int type : {SOCK_STREAM, SOCK_DGRAM})
    for (const bool locked : {true, false}) {
      const Logger logger(type);
      const Reader unused(Log::Pipe);
      const pid_t child = fork();
      if (child == 0) {
        arrange_descriptors(unused);
        raise_walls();
        const int kept = logger.connected();
        if (kept < 0 || (locked && !lock_down(Tcp::Denied).self_test.passed())) _exit(2);
        _exit(write(kept, "LETHE-SAID", 10) == 10 ? 0 : 1);
      }
      int status = -1;
      waitpid(child, &status, 0);
      EXPECT_EQ(status, 0) << "type " << type;
      EXPECT_EQ(logger.heard(), locked ? "" : "LETHE-SAID") << "type " << type;
    }
}

}  // namespace
}  // namespace lethe::sandbox
