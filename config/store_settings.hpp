// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings for persistent data, accounts and the log.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "config/setting.hpp"
#include "mcu/base/retention.hpp"

namespace lethe::config {

struct Store {
  std::string path = "lethe.db";
  int retention_days = retention_days_most;
  static constexpr auto settings() {
    return std::tuple{
        setting("path", &Store::path,
                "File for accounts, rooms and the attendance log; relative to the folder of this file.", {1, 4000}),
        setting(
            "retention_days", &Store::retention_days,
            "Days for which the attendance log (address, room, from, until) is kept; 0 means that nothing is stored.",
            {0, retention_days_most})};
  }
};

enum class Registration { Open, Closed, Code };
constexpr auto names(Registration) {
  return std::array{std::pair{Registration::Open, std::string_view("open")},
                    std::pair{Registration::Closed, std::string_view("closed")},
                    std::pair{Registration::Code, std::string_view("code")}};
}

struct Accounts {
  Registration registration = Registration::Open;
  std::string registration_code;
  int session_hours = 168;
  int argon2_memory_kib = 65'536, argon2_passes = 2;
  static constexpr auto settings() {
    return std::tuple{setting("registration", &Accounts::registration,
                              "Who may create an account: everybody, nobody, or whoever knows the registration code."),
                      setting("registration_code", &Accounts::registration_code,
                              "The code for registration: code; empty means none.", {0, 200}),
                      setting("session_hours", &Accounts::session_hours, "Hours until a log-in expires.", {1, 8760}),
                      setting("argon2_memory_kib", &Accounts::argon2_memory_kib,
                              "Memory for hashing a password, in KiB.", {8192, 1'048'576}),
                      setting("argon2_passes", &Accounts::argon2_passes, "Passes over that memory.", {1, 100})};
  }
};

enum class LogLevel { Debug, Info, Warning, Error };
constexpr auto names(LogLevel) {
  return std::array{
      std::pair{LogLevel::Debug, std::string_view("debug")}, std::pair{LogLevel::Info, std::string_view("info")},
      std::pair{LogLevel::Warning, std::string_view("warning")}, std::pair{LogLevel::Error, std::string_view("error")}};
}

struct Log {
  LogLevel level = LogLevel::Info;
  static constexpr auto settings() {
    return std::tuple{setting("level", &Log::level, "Lowest level of the lines that are written.")};
  }
};

}  // namespace lethe::config
