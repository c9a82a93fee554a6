// SPDX-License-Identifier: AGPL-3.0-or-later
// Ways to store a byte, as an intruder inside the media process would try them. Each runs in a child process of its
// own, with different walls around it. Without any wall it must succeed, so that its refusal is significant.
#pragma once

#include <cerrno>
#include <string>
#include <vector>

namespace lethe::sandbox {

// Where an attempt may try: a folder that everybody may write to, with the file `existing` (4096 zero bytes).
struct Place {
  std::string folder;
  int open_file = -1;  // `existing`, open for reading and writing: left open by mistake
  int source = -1;     // a file of 4096 bytes to copy from, open for reading

  std::string existing() const { return folder + "/existing"; }
  std::string fresh() const { return folder + "/LETHE-STORED"; }
  std::string listener() const { return folder + "/listener"; }  // a datagram socket of somebody else
};

enum class Trace {
  Disk,       // success shows in the folder
  Elsewhere,  // success is a return value only: kernel memory, another process
  NoControl,  // needs root or a rare kernel option, or would stop the test itself: not tried without walls
};

// Which wall refuses it even alone, with the resource limits.
enum class Refusal { BySeccomp, ByLandlock, ByBoth };

struct Attempt {
  const char* name;
  int (*run)(const Place& place);  // 0: stored; else errno
  Trace trace = Trace::Disk;
  Refusal refusal = Refusal::BySeccomp;
};

std::vector<Attempt> attempts_on_paths();        // new files, names and attributes
std::vector<Attempt> attempts_on_descriptors();  // a file that was left open
std::vector<Attempt> attempts_elsewhere();       // kernel objects, other processes, other doors to the kernel

std::vector<Attempt> all_attempts();  // of these three

// Ways to have "LETHE-SAID", or bytes of `source`, kept by who reads descriptors 0, 1 and 2: a log. What counts is what
// arrives there; most calls succeed on /dev/null.
std::vector<Attempt> attempts_on_log();

inline int outcome(long result) { return result < 0 ? errno : 0; }

}  // namespace lethe::sandbox
