// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/floor/naive.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include "mcu/base/fields.hpp"

namespace lethe::bench {
namespace {

void put(std::string& out, std::uint32_t value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }

void put(std::string& out, std::span<const media::Bytes> units) {
  put(out, static_cast<std::uint32_t>(units.size()));
  for (const media::Bytes& unit : units) {
    put(out, static_cast<std::uint32_t>(unit.size()));
    out.append(unit.begin(), unit.end());
  }
}

// The head is JSON in one line; then come each participant's pictures and sounds, with lengths.
std::string work_of(const Layout& layout, media::VideoCodec codec, int bitrate,
                    std::span<const std::shared_ptr<const Clip>> clips) {
  const std::size_t pictures = layout.tiles.size() > 9 ? 75 : 125;
  Json tiles = Json::array();
  for (const auto& tile : layout.tiles) tiles.push_back(write_json(tile.rect));
  std::string work = Json{{"codec", codec == media::VideoCodec::Vp8 ? "vp8" : "h264"},
                          {"bitrate", bitrate},
                          {"width", layout.width},
                          {"height", layout.height},
                          {"fps", camera_fps},
                          {"tiles", tiles}}
                         .dump() +
                     "\n";
  for (const auto& tile : layout.tiles) {
    const Clip& clip = *clips[static_cast<std::size_t>(tile.sender)];
    put(work, std::span(clip.video).first(std::min(pictures, clip.video.size())));
    put(work, std::span(clip.audio).first(std::min(pictures * 2, clip.audio.size())));
  }
  return work;
}

// Runs the program with `input` on its standard input; returns what it prints.
std::string run(std::string program, const std::string& input) {
  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  // Without what gst::warm_up() set for this process.
  std::string path = "PATH=/usr/bin:/bin",
              home = std::string("HOME=") + (std::getenv("HOME") ? std::getenv("HOME") : "/");
  char* environment[] = {path.data(), home.data(), nullptr};
  char* argv[] = {program.data(), nullptr};
  pid_t pid = -1;
  if (::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv, environment) != 0)
    throw std::runtime_error("cannot start " + program);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  std::signal(SIGPIPE, SIG_IGN);
  std::thread writer([&] {
    std::size_t done = 0;
    while (done < input.size()) {
      const auto wrote = ::write(in[1], input.data() + done, input.size() - done);
      if (wrote <= 0) break;
      done += static_cast<std::size_t>(wrote);
    }
    ::close(in[1]);
  });
  std::string printed;
  char buffer[256];
  for (ssize_t got = 0; (got = ::read(out[0], buffer, sizeof buffer)) > 0;)
    printed.append(buffer, static_cast<std::size_t>(got));
  writer.join();
  ::close(out[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status == 0 ? printed : std::string();
}

}  // namespace

std::optional<double> measure_naive(const Layout& layout, media::VideoCodec codec, int bitrate,
                                    std::span<const std::shared_ptr<const Clip>> clips) {
  const std::string printed = run(LETHE_BENCH_NAIVE, work_of(layout, codec, bitrate, clips));
  if (printed.empty()) return std::nullopt;
  return std::strtod(printed.c_str(), nullptr);
}

}  // namespace lethe::bench
