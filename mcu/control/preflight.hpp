// SPDX-License-Identifier: AGPL-3.0-or-later
// Checks of a configuration that only this machine can answer: whether its addresses, files and programs exist. Used at
// start and by --check-config. Changes nothing, and may run beside a server with the same configuration.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace lethe {

struct Preflight {
  std::vector<std::string> findings;  // the server cannot work
  std::vector<std::string> doubts;    // it can, but probably not as intended
};
Preflight look_at(const config::Loaded& loaded);

}  // namespace lethe
