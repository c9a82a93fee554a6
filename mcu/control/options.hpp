// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line of lethe.
#pragma once

#include <optional>
#include <string>

#include "mcu/control/attendance_text.hpp"

namespace lethe {

struct Options {
  enum class What { Serve, PrintConfig, CheckConfig, PrintVersion, PrintHelp, ExportAttendance, Status };
  What what = What::Serve;
  std::optional<std::string> config;     // path
  std::optional<std::string> open_room;  // name
  AttendanceFormat format = AttendanceFormat::Csv;
  room::WallTime from{}, until = room::WallTime::max();
};

inline constexpr const char* usage =
    "lethe                         starts the server with the default configuration\n"
    "  --config FILE               starts the server with this configuration\n"
    "  --open-room NAME            opens a room at start and prints links to it; the same room at each start\n"
    "lethe --config FILE --export-attendance csv|json [--from TIME] [--until TIME]\n"
    "                              prints the attendance log; TIME is 2026-11-25 or 2026-11-25T13:00:00Z\n"
    "lethe status [--config FILE]  prints the state of the running server (rooms, people, load); exit status 1 if it "
    "is "
    "not healthy\n"
    "lethe --print-config          prints the default configuration with comments\n"
    "lethe --check-config FILE     lists all faults of a configuration\n"
    "lethe --version | --help\n";

// Prints the fault to stderr and returns nothing when the command line is invalid.
std::optional<Options> read_options(int argc, char** argv);

}  // namespace lethe
