// SPDX-License-Identifier: AGPL-3.0-or-later
// The voice processes, one for each line that is being spoken. Owned by main; lives on the control thread, which must
// also construct it: the processes die with the thread that forked them.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "mcu/base/loop.hpp"
#include "mcu/wire/descriptor.hpp"
#include "mcu/worker/process.hpp"

namespace lethe::worker {

class Voices {
 public:
  static constexpr std::size_t processes_most = 16;  // at the same time; each speaks one line and ends
  static constexpr std::chrono::seconds ends_within{70};

  explicit Voices(Loop& loop, std::string program = program_beside("lethe-voice"))
      : loop_(loop), program_(std::move(program)) {}
  ~Voices();  // ends them

  // Starts a process that speaks the text. The sound comes out of the returned descriptor in the format of wire::Say.
  // Returns null if the process cannot be started; then people only read the line.
  wire::SharedDescriptor say(const std::string& text, const std::string& language);
  std::size_t processes() const { return voices_.size(); }

 private:
  struct Voice {
    Process process;
    Loop::Timer deadline;
  };
  void reap(const std::shared_ptr<Voice>& voice);

  Loop& loop_;
  std::string program_;
  std::set<std::shared_ptr<Voice>> voices_;
};

}  // namespace lethe::worker
