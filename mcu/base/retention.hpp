// SPDX-License-Identifier: AGPL-3.0-or-later
// How long the attendance log may be kept: a constant of the program, so that no configuration can keep it longer.
#pragma once

namespace lethe {

inline constexpr int retention_days_most = 14;

}  // namespace lethe
