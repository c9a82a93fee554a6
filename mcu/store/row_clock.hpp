// SPDX-License-Identifier: AGPL-3.0-or-later
// The time by which rows age. It runs with a clock that nobody sets and that goes on while the machine is suspended, so
// a machine's clock that is set, or wrong for a while, neither makes rows older nor younger. Once the machine's clock
// differs, the difference is added to the times of all rows: then these read in the clock of the day again. Owned by
// Store. Background thread, or before it has any task.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "mcu/room/model/time.hpp"
#include "mcu/store/database.hpp"

namespace Poco::Data {
class Session;
}

namespace lethe::store {

using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;

// CLOCK_BOOTTIME, which counts the time of being suspended, too. It starts with each boot of the machine.
std::chrono::steady_clock::time_point since_boot();
// Differs from boot to boot; empty: the kernel does not tell.
std::string boot_id();

class RowClock {
 public:
  // Goes on where the last run left it. If the machine was booted since, its clock of the day is believed, unless it is
  // behind what the last run saw: then the time between the runs counts as nothing. May throw Error.
  RowClock(Database& database, room::WallNow wall, SteadyNow running, const std::string& boot);

  // The time at a moment of the running clock; in the clock of the day as it was at the last follow().
  room::WallTime at(std::chrono::steady_clock::time_point moment) const;
  room::WallTime now() const { return at(running_()); }
  std::chrono::steady_clock::time_point running() const { return running_(); }  // any thread

  // Moves the times of all rows if the clock of the day was set by more than a minute. Returns by how much; throws
  // Error, and then nothing has changed.
  std::chrono::seconds follow();
  // Notes the time for a start after the next boot; each hour. Throws Error.
  void note();

 private:
  void begin(const std::string& boot);
  std::chrono::seconds set_by() const;
  void write(Poco::Data::Session& session, std::chrono::seconds offset) const;

  Database& database_;
  const room::WallNow wall_;
  const SteadyNow running_;
  std::string boot_;
  std::chrono::seconds offset_{0};  // from the running clock to the time
};

}  // namespace lethe::store
