// SPDX-License-Identifier: AGPL-3.0-or-later
// lethe-media [--tcp]: the media process of one room. Started by lethe with the wire on descriptor 3.
#include <cstdio>
#include <cstring>
#include <exception>

#include "pipelines/control_link.hpp"
#include "pipelines/gst/gst_warm_up.hpp"
#include "pipelines/last_words.hpp"
#include "pipelines/sandbox/sandbox.hpp"
#include "pipelines/transport/transport_warm_up.hpp"

namespace lethe::media {
namespace {

constexpr int wire_fd = 3;

wire::ExitCode run(sandbox::Tcp tcp) {
  sandbox::LockDown walls;
  try {
    sandbox::raise_walls();
    // Everything that opens a file must happen here, on one thread; after lock-down nothing can be opened.
    gst::warm_up();
    transport::warm_up();
    walls = sandbox::lock_down(tcp);
  } catch (const std::exception& error) {
    // The failure is a name from our own tables or a library's message about itself; nothing personal is known yet.
    std::fprintf(stderr, "error sandbox_failed: %s\n", error.what());
    return wire::ExitCode::SandboxFailed;
  }
  // From here on stderr leads nowhere.
  if (!walls.self_test.passed()) return wire::ExitCode::SelfTestFailed;
  send_last_words_on(wire_fd);

  Loop media;
  ControlLink link(wire::Channel(wire_fd), media);
  link.send(wire::Ready{.build = LETHE_BUILD,
                        .attempts = walls.self_test.attempts,
                        .refused = walls.self_test.refused,
                        .filter = walls.filter_sha256});
  try {
    media.run();
  } catch (const std::exception& error) {
    link.send(report_of(error));
    return wire::ExitCode::Internal;
  }
  return link.exit_code();
}

}  // namespace
}  // namespace lethe::media

int main(int argc, char** argv) {
  using namespace lethe;
  if (argc > 2 || (argc == 2 && std::strcmp(argv[1], "--tcp") != 0)) {
    std::fputs("usage: lethe-media [--tcp]; it is started by lethe\n", stderr);
    return static_cast<int>(wire::ExitCode::Usage);
  }
  try {
    return static_cast<int>(media::run(argc == 2 ? sandbox::Tcp::Allowed : sandbox::Tcp::Denied));
  } catch (const std::exception&) {
    return static_cast<int>(wire::ExitCode::Internal);
  }
}
