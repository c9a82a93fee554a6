// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/process/sandbox/sandboxed_child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <exception>
#include <stdexcept>

#include "pipelines/sandbox/sandbox.hpp"

namespace lethe::sandbox {
namespace {

void say(const std::string& text) {
  // Nothing can be done here about a test that does not listen.
  [[maybe_unused]] const ssize_t written = write(SandboxedChild::channel, text.data(), text.size());
}

[[noreturn]] void be_child(const SandboxedChild::Plan& plan, int socket) {
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(socket, SandboxedChild::channel);
  dup2(nowhere, 0);
  dup2(nowhere, 1);
  dup2(SandboxedChild::channel, 2);
  try {
    plan.before_walls();
    raise_walls();
    plan.warm_up();
    if (!lock_down(plan.tcp).self_test.passed()) throw std::runtime_error("the self-test failed");
    const std::string wrong = plan.work();
    say(wrong);
    _exit(wrong.empty() ? 0 : 1);
  } catch (const std::exception& e) {
    say(e.what());
  }
  _exit(2);
}

}  // namespace

SandboxedChild::SandboxedChild(const Plan& plan) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) throw std::runtime_error("no channel");
  pid_ = fork();
  if (pid_ == 0) {
    close(pair[0]);
    be_child(plan, pair[1]);
  }
  close(pair[1]);
  socket_ = pair[0];
}

SandboxedChild::~SandboxedChild() {
  close(socket_);
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::string SandboxedChild::receive(std::size_t length) {
  std::string text;
  char byte;
  while (text.size() < length && read(socket_, &byte, 1) == 1) text += byte;
  return text;
}

void SandboxedChild::send(const std::string& text) {
  if (write(socket_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the child does not listen");
}

std::string SandboxedChild::end() {
  const std::string said = receive(1 << 20);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  if (WIFSIGNALED(status)) return said + " [killed by " + strsignal(WTERMSIG(status)) + "]";
  return WEXITSTATUS(status) == 0 ? "" : said + " [exit code " + std::to_string(WEXITSTATUS(status)) + "]";
}

std::string run_sandboxed(std::function<void()> warm_up, std::function<std::string()> work, Tcp tcp) {
  SandboxedChild::Plan plan;
  plan.warm_up = std::move(warm_up);
  plan.work = std::move(work);
  plan.tcp = tcp;
  return SandboxedChild(plan).end();
}

}  // namespace lethe::sandbox
