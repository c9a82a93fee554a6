// SPDX-License-Identifier: AGPL-3.0-or-later
// What rooms reach outside of themselves with, besides media, attendance and notices: labels, voices, clocks, and where
// answers go. Everything here is called on the control thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "mcu/base/error.hpp"
#include "mcu/room/model/session_answer.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

// Draws a participant's name and avatar (mcu/label); an empty function: nobody gets labels.
using Labels =
    std::function<std::vector<wire::Label>(wire::Seat seat, const std::string& name, const std::string& participant)>;
// What speaks lines of the chat (mcu/worker/voices) and draws them (mcu/label); empty functions: none are spoken.
// `voice` returns what wire::Say takes for its sound.
struct Speaking {
  std::function<wire::SharedDescriptor(const std::string& text, const std::string& language)> voice;
  std::function<wire::Label(const std::string& text)> caption;
};
using Now = std::function<std::chrono::steady_clock::time_point()>;

// What a media session is answered, or why it is not.
using OnAnswer = std::function<void(std::variant<SessionAnswer, Error>)>;

}  // namespace lethe::room
