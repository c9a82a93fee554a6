// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands the configuration to the parts, each in its own terms: only main and api know the Config itself.
#pragma once

#include <vector>

#include "base/log.hpp"
#include "config/config.hpp"
#include "room/limits.hpp"
#include "store/store.hpp"
#include "wire/message.hpp"

namespace lethe {

log::Level log_level(const config::Config& config);
wire::Configure media_settings(const config::Config& config);
room::Limits limits(const config::Config& config);
store::Store::Options store_options(const config::Config& config);
std::vector<room::ApiKey> api_keys(const config::Config& config);

}  // namespace lethe
