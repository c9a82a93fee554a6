// SPDX-License-Identifier: AGPL-3.0-or-later
// lethe-voice LANGUAGE: speaks one text. lethe starts it for each line with a stream socket on descriptor 3. It reads
// the text from the socket until its end, and writes the speech to it (48 kHz, one channel, 16 bits in machine order)
// as fast as it is taken. A process of its own, because the library that reads out strangers' texts must be allowed to
// fail.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <span>
#include <string>

#include "mcu/wire/exit_code.hpp"
#include "pipelines/sandbox/sandbox.hpp"
#include "pipelines/voice/synthesiser.hpp"

namespace lethe::voice {
namespace {

using wire::ExitCode;
constexpr int socket_fd = 3;
constexpr std::size_t text_most = 4096;  // bytes

// Empty: nothing arrived, or too much.
std::string read_text() {
  std::string text(text_most + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(socket_fd, text.data() + size, text.size() - size);
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size > text_most ? 0 : size);
  return text;
}

bool send_all(std::span<const std::int16_t> samples) {
  auto rest = std::as_bytes(samples);
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    rest = rest.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

ExitCode run(const char* language) {
  try {
    sandbox::raise_walls();
    Synthesiser synthesiser(language);
    // From here on stderr leads nowhere; the exit code tells what went wrong.
    if (!sandbox::lock_down(sandbox::Tcp::Denied).self_test.passed()) return ExitCode::SelfTestFailed;
    const std::string text = read_text();
    if (text.empty()) return ExitCode::ChannelLost;
    synthesiser.say(text, send_all);
    return ExitCode::Ok;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error voice_failed: %s\n", error.what());  // about the walls or the library's data
    return ExitCode::SandboxFailed;
  }
}

}  // namespace
}  // namespace lethe::voice

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: lethe-voice LANGUAGE; it is started by lethe\n", stderr);
    return static_cast<int>(lethe::wire::ExitCode::Usage);
  }
  // Immediately: the library cannot be shut down, because it would wait for its thread.
  ::_exit(static_cast<int>(lethe::voice::run(argv[1])));
}
