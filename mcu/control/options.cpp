// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/control/options.hpp"

#include <cstdio>
#include <string_view>

namespace lethe {

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&](std::optional<std::string>& into) {
      if (i + 1 >= argc) return false;
      into = argv[++i];
      return true;
    };
    std::optional<std::string> text;
    const auto time = [&](room::WallTime& into) {
      const auto found = value(text) ? time_from_text(*text) : std::nullopt;
      if (found) into = *found;
      return found.has_value();
    };
    const char* wanted = "";  // the expected value
    bool understood = true;
    if (word == "status" && i == 1)
      options.what = Options::What::Status;
    else if (word == "--help")
      options.what = Options::What::PrintHelp;
    else if (word == "--version")
      options.what = Options::What::PrintVersion;
    else if (word == "--print-config")
      options.what = Options::What::PrintConfig;
    else if (word == "--check-config") {
      options.what = Options::What::CheckConfig;
      wanted = "the path of a configuration";
      understood = value(options.config);
    } else if (word == "--config") {
      wanted = "the path of a configuration";
      understood = value(options.config);
    } else if (word == "--open-room") {
      wanted = "the name of the room";
      understood = value(options.open_room);
    } else if (word == "--export-attendance") {
      options.what = Options::What::ExportAttendance;
      wanted = "csv or json";
      understood = value(text) && (*text == "csv" || *text == "json");
      options.format = text == "json" ? AttendanceFormat::Json : AttendanceFormat::Csv;
    } else if (word == "--from" || word == "--until") {
      wanted = "a time such as 2026-11-25 or 2026-11-25T13:00:00Z";
      understood = time(word == "--from" ? options.from : options.until);
    } else {
      understood = false;
    }
    if (understood) continue;
    if (*wanted == '\0')
      std::fprintf(stderr, "lethe: there is no option %s; lethe --help lists them\n", argv[i]);
    else if (argv[i] == word)
      std::fprintf(stderr, "lethe: %s wants %s\n", argv[i], wanted);
    else
      std::fprintf(stderr, "lethe: %s wants %s, not %s\n", std::string(word).c_str(), wanted, argv[i]);
    return std::nullopt;
  }
  return options;
}

}  // namespace lethe
