// SPDX-License-Identifier: AGPL-3.0-or-later
// Results of the cases as a table and as a chart. Pure.
#pragma once

#include <string>
#include <vector>

#include "mcu/base/fields.hpp"

namespace lethe::bench {

std::string table_of(const std::vector<Json>& results);
// SVG: cores over participants of the density results (server, floor, naive), one group of lines for each codec.
// Readable on light and dark ground. Empty when there is no density result.
std::string chart_of(const std::vector<Json>& results);

}  // namespace lethe::bench
