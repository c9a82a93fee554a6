// SPDX-License-Identifier: AGPL-3.0-or-later
// One lethe with one room and its crowd, and the server's cost during a window. Main thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/bench/crowd/crowd.hpp"
#include "tests/bench/measuring/cpu_usage.hpp"
#include "tests/bench/measuring/output_check.hpp"

namespace lethe::bench {

inline constexpr int canvas_width = 1280, canvas_height = 720, canvas_fps = 25, canvas_bitrate = 1000;  // kbit/s

inline constexpr int talkers_mixed = 8;  // the loudest; more are not understood

// The configuration of all cases: loopback, no limits in the way, four steps; people begin on the top one.
std::string bench_configuration(int fps = canvas_fps);  // of the composites

struct Measured {
  Window window;
  CpuUse server;
  double client_cores = 0;  // of this process, for context
};

class MeasuredRoom {
 public:
  explicit MeasuredRoom(const std::string& yaml = bench_configuration());

  test::LetheServer& server() { return server_; }
  Crowd& crowd() { return *crowd_; }
  const std::string& room() const { return room_; }
  Attendee& add(AttendeeSpec spec) { return crowd_->add(room_, std::move(spec)); }

  // Throws std::runtime_error when the server refuses it.
  void choose(const Attendee& who, const std::string& step);

  // Waits until everybody receives, on the step that was chosen or the best one, and the layout shows so many tiles;
  // lets it run in. Throws std::runtime_error when that does not come.
  void settle(std::optional<std::size_t> tiles = std::nullopt);
  Measured measure(std::chrono::seconds length);  // then holds what was remembered

  const Layout& layout() const { return layout_; }  // as told after settle()

 private:
  bool all_watch_theirs() const;
  test::LetheServer server_;
  std::string room_;
  Layout layout_;
  std::map<std::string, std::string> chosen_;  // step by the id of a participant
  std::unique_ptr<Crowd> crowd_;
};

// Adds `server_cores`, `transport_cores`, `threads`, `client_cores`.
void tell_cost(const Measured& measured, Json& result);
// Adds `latency_ms` {p50, p95}.
void tell_latency(std::vector<double> milliseconds, Json& result);
// Throws std::runtime_error unless it is empty.
void expect_no(const std::string& fault);
double percentile(std::vector<double>& values, double share);  // sorts them
double rounded(double value, int digits);

}  // namespace lethe::bench
