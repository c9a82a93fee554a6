// SPDX-License-Identifier: AGPL-3.0-or-later
// Devices: programs that only send an offer. A camera sends and sees nothing (WHIP, RFC 9725); a display watches and is
// not seen (WHEP, draft-ietf-wish-whep-03). They have a seat like everybody; they identify it by the path of their
// session and the token of the invitation by which they came. Plain values.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "mcu/base/error.hpp"
#include "mcu/room/model/session_answer.hpp"

namespace lethe::room {

struct Device {
  enum class Kind { Camera, Display };
  Kind kind = Kind::Camera;
  std::string token_hash;  // of the invitation, which may have been used up or revoked since
  std::string session;     // random; only the device knows it
};

struct DeviceOffer {
  Device::Kind kind = Device::Kind::Camera;
  std::string sdp;
  std::string token_hash;
  std::string address;       // for the attendance log
  std::string network = {};  // for its share of the rooms; empty: not counted
};

struct DeviceAnswer {
  std::string session;
  SessionAnswer answer;
};
using OnDeviceAnswer = std::function<void(std::variant<DeviceAnswer, Error>)>;

}  // namespace lethe::room
