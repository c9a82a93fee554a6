// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line of lethe.
#pragma once

#include <optional>
#include <string>

namespace lethe {

struct Options {
  enum class What { Serve, PrintConfig, CheckConfig, PrintVersion, PrintHelp };
  What what = What::Serve;
  std::optional<std::string> config;     // path
  std::optional<std::string> open_room;  // name
};

inline constexpr const char* usage =
    "lethe                         starts the server with its defaults\n"
    "  --config FILE               starts it with this configuration\n"
    "  --open-room NAME            opens a room at start and prints the link to it\n"
    "lethe --print-config          prints the default configuration with comments\n"
    "lethe --check-config FILE     lists all that is wrong with a configuration\n"
    "lethe --version | --help\n";

// Says on stderr what is wrong and returns nothing when the command line cannot be understood.
std::optional<Options> read_options(int argc, char** argv);

}  // namespace lethe
