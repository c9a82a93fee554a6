// SPDX-License-Identifier: AGPL-3.0-or-later
// The longest time for which the attendance log may be kept. A constant, so that no configuration can extend it.
#pragma once

namespace lethe {

inline constexpr int retention_days_most = 14;

}  // namespace lethe
