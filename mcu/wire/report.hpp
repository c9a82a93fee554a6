// SPDX-License-Identifier: AGPL-3.0-or-later
// What a media process tells of itself once its walls stand: a code and, with its last words, small numbers. Never
// text, because control makes a line of the log of it (mcu/worker/reports.hpp): an intruder would have that kept.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include "mcu/base/field.hpp"

namespace lethe::wire {

enum class ReportCode {
  EventLost,      // at least one event did not fit into the channel
  CommandFailed,  // a library or the kernel refused something while it served a command
  // Last words: the process ends.
  UnreadableCommand,
  Exception,    // nobody caught it
  SystemError,  // the same; `number` is its errno
  CheckFailed,  // at line `number` of `file`
};
constexpr auto names(ReportCode) {
  return std::array{std::pair{ReportCode::EventLost, std::string_view("event-lost")},
                    std::pair{ReportCode::CommandFailed, std::string_view("command-failed")},
                    std::pair{ReportCode::UnreadableCommand, std::string_view("unreadable-command")},
                    std::pair{ReportCode::Exception, std::string_view("exception")},
                    std::pair{ReportCode::SystemError, std::string_view("system-error")},
                    std::pair{ReportCode::CheckFailed, std::string_view("check-failed")}};
}
constexpr bool are_last_words(ReportCode code) { return code >= ReportCode::UnreadableCommand; }

// The files with a CHECK that a media process can meet; a test compares them with the source.
inline constexpr auto checked_files = std::to_array<std::string_view>(
    {"another-file",     "audio_mixer.cpp",  "control_link.cpp", "decoder.cpp",       "error.cpp",       "ice.cpp",
     "image.cpp",        "label.cpp",        "loop.cpp",         "mix_encoder.cpp",   "mixing_desk.cpp", "network.cpp",
     "network_loop.cpp", "network_loop.hpp", "peer.cpp",         "peer_downlink.cpp", "peer_rtcp.cpp",   "picture.cpp",
     "room_graph.cpp",   "source.cpp",       "tick_thread.cpp",  "udp_path.cpp",      "view_output.cpp"});
constexpr std::uint8_t number_of_file(std::string_view name) {
  for (std::uint8_t i = 1; i < checked_files.size(); ++i)
    if (checked_files[i] == name) return i;
  return 0;
}

struct Report {
  ReportCode code = ReportCode::EventLost;
  std::uint8_t file = 0;     // in checked_files
  std::uint16_t number = 0;  // 0 unless the code says what it is
  static constexpr auto fields() {
    return std::tuple{field("code", &Report::code), field("file", &Report::file, {0, checked_files.size() - 1}),
                      field("number", &Report::number)};
  }
};

}  // namespace lethe::wire
