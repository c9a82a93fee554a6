// SPDX-License-Identifier: AGPL-3.0-or-later
// Why lethe-media ended: the contract between it and lethe, and what the log of lethe says. (lethe itself uses Ok,
// Usage and Internal with the same meaning.)
#pragma once

#include <array>
#include <string_view>

namespace lethe::wire {

enum class ExitCode : int {
  Ok = 0,              // the channel was closed: the room is over
  Usage = 2,           // wrong arguments, or started without a channel on descriptor 3
  SandboxFailed = 3,   // a wall could not be raised
  SelfTestFailed = 4,  // a way to store a byte was open
  ChannelLost = 5,     // the channel broke, or what came over it was not the language of this version
  Internal = 70,       // an exception nobody expected
};

struct ExitCodeEntry {
  ExitCode code;
  std::string_view name;
};
inline constexpr std::array exit_codes{
    ExitCodeEntry{ExitCode::Ok, "ok"},
    ExitCodeEntry{ExitCode::Usage, "usage"},
    ExitCodeEntry{ExitCode::SandboxFailed, "sandbox-failed"},
    ExitCodeEntry{ExitCode::SelfTestFailed, "self-test-failed"},
    ExitCodeEntry{ExitCode::ChannelLost, "channel-lost"},
    ExitCodeEntry{ExitCode::Internal, "internal"},
};
constexpr std::string_view exit_name(int code) {
  for (const auto& entry : exit_codes)
    if (static_cast<int>(entry.code) == code) return entry.name;
  return "unknown";
}

}  // namespace lethe::wire
