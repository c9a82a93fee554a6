// SPDX-License-Identifier: AGPL-3.0-or-later
// The languages of the server's own texts, and a reader's preferred one. Pure.
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
  std::string_view direction;  // "ltr" or "rtl"
};
std::span<const LanguageName> languages();  // generated from api/words

std::string_view tag(Language language);                       // "en"
std::string html_tag(Language language);                       // <html lang="ar" dir="rtl">
std::optional<Language> language_named(std::string_view tag);  // "de", exactly

// From an Accept-Language header (RFC 9110 section 12.5.4): the known language with the highest weight, otherwise
// English.
Language preferred_language(const std::string& accept_language);

// The sentence with `value` in place of {name}, which it contains.
std::string filled(std::string sentence, std::string_view name, std::string_view value);

}  // namespace lethe::api
