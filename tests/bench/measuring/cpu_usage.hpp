// SPDX-License-Identifier: AGPL-3.0-or-later
// CPU time of processes as counted by the kernel (proc(5)), in total and by thread name.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace lethe::bench {

struct CpuSample {
  std::chrono::steady_clock::time_point at;
  double seconds = 0;                     // of all processes
  std::map<std::string, double> threads;  // of those that live, seconds
};

CpuSample sample_cpu(const std::vector<pid_t>& processes);

struct CpuUse {  // in cores: seconds of CPU a second
  double cores = 0;
  std::map<std::string, double> threads;
};
CpuUse between(const CpuSample& before, const CpuSample& after);

double own_cpu_seconds();     // of this process
double thread_cpu_seconds();  // of this thread

}  // namespace lethe::bench
