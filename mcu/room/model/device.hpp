// SPDX-License-Identifier: AGPL-3.0-or-later
// Devices: programs that come with an offer and nothing else. A camera sends and sees nothing (WHIP, RFC 9725), a
// display watches and is not seen (WHEP, draft-ietf-wish-whep-03). They have a seat like everybody; what they hold of
// it is the path of their session and the token of the invitation by which they came. Plain values.
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
  std::string token_hash;  // of the invitation, which may be used up or revoked meanwhile
  std::string session;     // random; known to the device alone
};

struct DeviceOffer {
  Device::Kind kind = Device::Kind::Camera;
  std::string sdp;
  std::string token_hash;
  std::string address;       // for the attendance log
  std::string network = {};  // for its share of the rooms; empty: none is counted
};

struct DeviceAnswer {
  std::string session;
  SessionAnswer answer;
};
using OnDeviceAnswer = std::function<void(std::variant<DeviceAnswer, Error>)>;

}  // namespace lethe::room
