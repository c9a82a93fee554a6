// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/language.hpp"

#include <gtest/gtest.h>

namespace lethe::api {
namespace {

const Language german = language_named("de").value();

TEST(Language, IsTheOneWithTheHighestWeight) {
  for (const char* wanted : {"de", "DE-at", "de-CH,en;q=0.9", "pt, en;q=0.3, de;q=0.5", " de ;q=0.8,en;q=0.7"})
    EXPECT_EQ(preferred_language(wanted), german) << wanted;
  for (const char* wanted : {"en", "en-GB,de;q=0.9", "de;q=0.2,en;q=0.4", "den", "*", "", "pt", "de;q=0", ",;q=,"})
    EXPECT_EQ(preferred_language(wanted), Language::English) << wanted;
}

TEST(Language, IsNamedByItsTagOnly) {
  EXPECT_EQ(language_named("de"), german);
  EXPECT_EQ(tag(german), "de");
  EXPECT_EQ(tag(Language::English), "en");
  EXPECT_EQ(language_named("DE"), std::nullopt);
  EXPECT_EQ(language_named("pt"), std::nullopt);
}

TEST(Language, SentencesAreFilled) { EXPECT_EQ(filled("Days: {days}.", "days", "{days} 14"), "Days: {days} 14."); }

}  // namespace
}  // namespace lethe::api
