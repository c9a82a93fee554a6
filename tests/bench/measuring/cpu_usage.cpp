// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/bench/measuring/cpu_usage.hpp"

#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace lethe::bench {
namespace {

struct Stat {
  std::string name;
  double seconds = 0;
};

// The name stands in parentheses and may hold anything; utime and stime are the 14th and 15th field.
Stat read_stat(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto open = text.find('('), close = text.rfind(')');
  if (open == text.npos || close == text.npos) return {};
  Stat stat{text.substr(open + 1, close - open - 1), 0};
  std::istringstream rest(text.substr(close + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  long user = 0, system = 0;
  rest >> user >> system;
  stat.seconds = static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return stat;
}

double read_clock(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

CpuSample sample_cpu(const std::vector<pid_t>& processes) {
  CpuSample sample{.at = std::chrono::steady_clock::now(), .seconds = 0, .threads = {}};
  for (const pid_t pid : processes) {
    const std::filesystem::path process = "/proc/" + std::to_string(pid);
    sample.seconds += read_stat(process / "stat").seconds;
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(process / "task", gone)) {
      const Stat thread = read_stat(task.path() / "stat");
      sample.threads[thread.name] += thread.seconds;
    }
  }
  return sample;
}

CpuUse between(const CpuSample& before, const CpuSample& after) {
  const double seconds = std::chrono::duration<double>(after.at - before.at).count();
  CpuUse use{(after.seconds - before.seconds) / seconds, {}};
  for (const auto& [name, spent] : after.threads) {
    const auto earlier = before.threads.find(name);
    use.threads[name] = (spent - (earlier == before.threads.end() ? 0 : earlier->second)) / seconds;
  }
  return use;
}

double own_cpu_seconds() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }
double thread_cpu_seconds() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace lethe::bench
