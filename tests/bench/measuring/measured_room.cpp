// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/measured_room.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "tests/bench/measuring/told_layout.hpp"

namespace lethe::bench {
namespace {

using namespace std::chrono_literals;
constexpr auto settle_limit = 40s, run_in = 3s;

}  // namespace

std::string bench_configuration(int fps) {
  const std::string ticks = std::to_string(fps), slower = std::to_string(std::min(fps, 15));
  return "limits:\n  participants_per_room: 1000\n"
         "media:\n  addresses: [127.0.0.1]\n  width: 1280\n  height: 720\n  video_kbps_in: 600\n  fps: " +
         ticks +
         "\n  steps:\n"
         "    - {name: 720p, width: 1280, height: 720, video_kbps: 1000, audio_kbps: 32, audio_frame_ms: 20, fps: " +
         ticks +
         "}\n    - {name: 540p, width: 960, height: 540, video_kbps: 700, audio_kbps: 32, audio_frame_ms: 20, fps: " +
         ticks +
         "}\n    - {name: 360p, width: 640, height: 360, video_kbps: 400, audio_kbps: 32, audio_frame_ms: 20, fps: " +
         ticks +
         "}\n    - {name: 270p, width: 480, height: 270, video_kbps: 200, audio_kbps: 24, audio_frame_ms: 20, fps: " +
         slower + "}\n  default_step: 720p\n";
}

MeasuredRoom::MeasuredRoom(const std::string& yaml)
    : server_(yaml), room_(server_.make_room()), crowd_(std::make_unique<Crowd>(server_)) {}

void MeasuredRoom::settle(std::optional<std::size_t> tiles) {
  if (!crowd_->settles(1, settle_limit)) throw std::runtime_error("not everybody receives");
  const bool shown = test::eventually(
      [&] {
        layout_ = told_layout(server_, room_, *crowd_->members()[0], crowd_->members());
        return !tiles || layout_.tiles.size() == *tiles;
      },
      settle_limit);
  if (!shown)
    throw std::runtime_error("the layout has " + std::to_string(layout_.tiles.size()) + " tiles instead of " +
                             std::to_string(*tiles));
  // Everybody's line is measured first, on a low step.
  if (!test::eventually([&] { return all_watch_theirs(); }, settle_limit))
    throw std::runtime_error("not everybody watches on the step that they are to have");
  std::this_thread::sleep_for(run_in);
}

void MeasuredRoom::choose(const Attendee& who, const std::string& step) {
  const auto reply = server_.ask("PATCH", "/api/v1/rooms/" + room_ + "/participants/" + who.id(), who.token(),
                                 Json{{"step", step}}.dump());
  if (reply.status != 200) throw std::runtime_error("the step was refused: " + reply.body);
  chosen_[who.id()] = step;
}

bool MeasuredRoom::all_watch_theirs() const {
  const Json all = server_.ask("GET", "/api/v1/rooms/" + room_ + "/participants", server_.api_key(), "").json();
  return std::all_of(all.at("participants").begin(), all.at("participants").end(), [&](const Json& one) {
    const auto chosen = chosen_.find(one.at("id"));
    return one.at("step") == (chosen == chosen_.end() ? "720p" : chosen->second);
  });
}

Measured MeasuredRoom::measure(std::chrono::seconds length) {
  auto processes = server_.media_processes();
  processes.push_back(server_.pid());
  const double own = own_cpu_seconds();
  const CpuSample before = sample_cpu(processes);
  std::this_thread::sleep_for(length);
  const CpuSample after = sample_cpu(processes);
  Measured measured{{before.at, after.at}, between(before, after), 0};
  measured.client_cores = (own_cpu_seconds() - own) / measured.window.seconds();
  crowd_->hold();
  return measured;
}

void expect_no(const std::string& fault) {
  if (!fault.empty()) throw std::runtime_error(fault);
}

double rounded(double value, int digits) {
  const double scale = std::pow(10, digits);
  return std::round(value * scale) / scale;
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void tell_cost(const Measured& measured, Json& result) {
  result["server_cores"] = rounded(measured.server.cores, 4);
  const auto network = measured.server.threads.find("network");
  if (network != measured.server.threads.end()) result["transport_cores"] = rounded(network->second, 4);
  for (const auto& [name, cores] : measured.server.threads) result["threads"][name] = rounded(cores, 4);
  result["client_cores"] = rounded(measured.client_cores, 3);
}

void tell_latency(std::vector<double> milliseconds, Json& result) {
  if (milliseconds.empty()) return;
  result["latency_ms"]["p50"] = rounded(percentile(milliseconds, 0.5), 1);
  result["latency_ms"]["p95"] = rounded(percentile(milliseconds, 0.95), 1);
}

}  // namespace lethe::bench
