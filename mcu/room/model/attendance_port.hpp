// SPDX-License-Identifier: AGPL-3.0-or-later
// The port to the attendance log: who was in which room, as an address and two times. mcu/store implements it. Called
// on the control thread; must not block.
#pragma once

#include <cstdint>
#include <string>

namespace lethe::room {

class Attendance {
 public:
  enum class Visit : std::uint64_t { None };
  virtual ~Attendance() = default;
  virtual Visit arrived(const std::string& address, const std::string& room) = 0;
  virtual void left(Visit visit) = 0;
};

// Keeps nothing.
class NoAttendance : public Attendance {
 public:
  Visit arrived(const std::string&, const std::string&) override { return Visit::None; }
  void left(Visit) override {}
};

}  // namespace lethe::room
