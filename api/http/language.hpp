// SPDX-License-Identifier: AGPL-3.0-or-later
// The languages that the server itself speaks, and which of them a reader prefers. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lethe::api {

enum class Language : std::size_t { English };  // which of languages(); the first one is English

struct LanguageName {
  std::string_view tag, name;  // "de", "Deutsch"
};
std::span<const LanguageName> languages();  // generated from api/words

std::string_view tag(Language language);                       // "en"
std::optional<Language> language_named(std::string_view tag);  // "de", exactly

// Of an Accept-Language header (RFC 9110 section 12.5.4): the language with the highest weight, English when none of
// them is there.
Language preferred_language(const std::string& accept_language);

// A sentence with `value` in its place {name}, which it has.
std::string filled(std::string sentence, std::string_view name, std::string_view value);

}  // namespace lethe::api
