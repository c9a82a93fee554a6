// SPDX-License-Identifier: AGPL-3.0-or-later
// What only the machine can tell of a configuration: whether its addresses, files and programs are there. For the start
// and for --check-config; changes nothing, and may be asked while a server runs with it.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace lethe {

struct Preflight {
  std::vector<std::string> findings;  // it cannot work
  std::vector<std::string> doubts;    // it can, but probably not as it was meant
};
Preflight look_at(const config::Loaded& loaded);

}  // namespace lethe
