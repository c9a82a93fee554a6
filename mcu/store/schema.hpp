// SPDX-License-Identifier: AGPL-3.0-or-later
// The tables, as a list of migrations: a database of version N has gone through the first N.
#pragma once

#include <span>
#include <string_view>

namespace lethe::store {

inline constexpr int application_id = 0x4c657468;  // "Leth", in the header of the file

// Only append. Never change an entry, because existing databases have gone through it.
std::span<const std::string_view> migrations();

}  // namespace lethe::store
