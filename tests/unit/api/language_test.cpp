// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/language.hpp"

#include <gtest/gtest.h>

namespace lethe::api {
namespace {

TEST(Language, IsTheOneWithTheHighestWeight) {
  for (const char* german : {"de", "DE-at", "de-CH,en;q=0.9", "fr, en;q=0.3, de;q=0.5", " de ;q=0.8,en;q=0.7"})
    EXPECT_EQ(preferred_language(german), Language::German) << german;
  for (const char* english : {"en", "en-GB,de;q=0.9", "de;q=0.2,en;q=0.4", "den", "*", "", "fr", "de;q=0", ",;q=,"})
    EXPECT_EQ(preferred_language(english), Language::English) << english;
}

TEST(Language, IsNamedByItsTagOnly) {
  EXPECT_EQ(language_named("de"), Language::German);
  EXPECT_EQ(tag(Language::German), "de");
  EXPECT_EQ(language_named("DE"), std::nullopt);
  EXPECT_EQ(language_named("fr"), std::nullopt);
}

}  // namespace
}  // namespace lethe::api
