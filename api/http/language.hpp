// SPDX-License-Identifier: AGPL-3.0-or-later
// The languages that the server itself speaks, and which of them a reader prefers. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace lethe::api {

enum class Language { English, German };
inline constexpr std::array languages{std::pair{Language::English, std::string_view("en")},
                                      std::pair{Language::German, std::string_view("de")}};

std::string_view tag(Language language);                       // "en"
std::optional<Language> language_named(std::string_view tag);  // "de", exactly

// Of an Accept-Language header (RFC 9110 section 12.5.4): the language with the highest weight, English when none of
// them is there.
Language preferred_language(const std::string& accept_language);

}  // namespace lethe::api
