// SPDX-License-Identifier: AGPL-3.0-or-later
// Translates the configuration into the terms of each part: only main and api know the Config itself.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "mcu/base/log.hpp"
#include "mcu/room/model/limits.hpp"
#include "mcu/store/store.hpp"
#include "mcu/wire/message.hpp"

namespace lethe {

log::Level log_level(const config::Config& config);
wire::Configure media_settings(const config::Config& config);
room::Limits limits(const config::Config& config);
store::Store::Options store_options(const config::Config& config);
std::vector<room::ApiKey> api_keys(const config::Config& config);

}  // namespace lethe
