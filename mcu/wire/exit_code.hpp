// SPDX-License-Identifier: AGPL-3.0-or-later
// Why lethe-media ended: the contract between it and lethe, which logs the reason. (lethe itself uses Ok, Usage and
// Internal with the same meaning.)
#pragma once

#include <array>
#include <string_view>

namespace lethe::wire {

enum class ExitCode : int {
  Ok = 0,              // the channel was closed: the room has ended
  Usage = 2,           // wrong arguments, or started without a channel on descriptor 3
  SandboxFailed = 3,   // a wall could not be raised
  SelfTestFailed = 4,  // the self-test found a way to store a byte
  ChannelLost = 5,     // the channel broke, or a packet did not follow this version's protocol
  Internal = 70,       // an unexpected exception
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
