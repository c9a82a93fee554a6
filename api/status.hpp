// SPDX-License-Identifier: AGPL-3.0-or-later
// `lethe status`: figures of a running server for people at a terminal. Counts, no names.
#pragma once

#include <string>
#include <string_view>

#include "api/handlers/server_figures.hpp"
#include "config/config.hpp"

namespace lethe::api {

// What the server that runs with this configuration says at /metrics, asked from this machine. Its control thread has
// answered then. Throws std::runtime_error with a sentence when it does not, or is of another version.
ServerFigures read_figures(const config::Config& config);

struct Status {
  std::string text;
  bool ready = false;  // accepts new rooms
};
// `machine_load`: the averages of the machine, as text.
Status status_of(const ServerFigures& figures, std::string_view machine_load);

}  // namespace lethe::api
