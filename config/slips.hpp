// SPDX-License-Identifier: AGPL-3.0-or-later
// What people do wrong in YAML and the parser then tells of something else. Pure.
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
// The first one in the text, if there is one: a tab that indents, a quote that is not closed on its line (which YAML
// allows, and then takes all that follows for text). To be asked only when something is wrong.
std::optional<Slip> slip_in(std::string_view text);

// The word that was probably meant; empty: none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& words);

}  // namespace lethe::config
