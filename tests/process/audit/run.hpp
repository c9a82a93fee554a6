// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs tools/audit as an auditor does.
#pragma once

#include <string>
#include <vector>

#include "mcu/base/fields.hpp"

namespace lethe::test {

struct Audit {
  int status = -1;
  std::string said;                   // all that it printed
  Json report;                        // of --json
  std::vector<std::string> breaches;  // names of the checks that failed
  std::string verdict() const { return report.value("verdict", ""); }
  std::string text(const std::string& check) const;  // what the first finding of this name says
};

// `arguments` for tools/audit besides --json; `before` comes in front of it: a command that runs another.
Audit run_audit(const std::string& arguments, const std::string& before = {});

}  // namespace lethe::test
