// SPDX-License-Identifier: AGPL-3.0-or-later
// Common YAML mistakes for which the parser reports something misleading. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lethe::config {

struct Slip {
  int line = 0;  // from 1
  const char* sentence = "";
};
// The first mistake in the text, if any: a tab as indentation, or a quote that is not closed on its line (YAML allows
// this and takes everything after it as text). Ask only when the parser has failed.
std::optional<Slip> slip_in(std::string_view text);

// The word that was probably meant; empty if none is similar.
std::string nearest(const std::string& word, const std::vector<std::string>& words);

}  // namespace lethe::config
