// SPDX-License-Identifier: AGPL-3.0-or-later
// The rooms' other connections to the outside, besides media, attendance and notices: labels, voices, clocks, and
// callbacks for answers. Everything here is called on the control thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <variant>

#include "mcu/base/error.hpp"
#include "mcu/room/model/name_tag.hpp"
#include "mcu/room/model/session_answer.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {

// Draw a participant's label and avatar (mcu/label); if empty, nobody gets any. `participant` determines the colour.
struct Labels {
  std::function<wire::Label(wire::Seat seat, const NameTag& tag, const std::string& participant)> name;
  std::function<wire::Label(wire::Seat seat, const std::string& name, const std::string& participant)> avatar;
};
// Speaks chat lines (mcu/worker/voices) and draws them (mcu/label); if empty, none are spoken. `voice` returns the
// sound for wire::Say.
struct Speaking {
  std::function<wire::SharedDescriptor(const std::string& text, const std::string& language)> voice;
  std::function<wire::Label(const std::string& text)> caption;
};
using Now = std::function<std::chrono::steady_clock::time_point()>;

// The answer to a media session, or the error.
using OnAnswer = std::function<void(std::variant<SessionAnswer, Error>)>;

}  // namespace lethe::room
