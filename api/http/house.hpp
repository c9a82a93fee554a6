// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages that the server writes itself have in common: whose they are, and sentences that the page with a
// script says, too. Pure.
#pragma once

#include <string>

#include "api/http/language.hpp"

namespace lethe::api {

// Who runs the server. Addresses may be empty.
struct House {
  std::string name, imprint, privacy;
};

// A <footer> with the links, if there are any.
std::string footer(const House& house, Language language);

// Of section `page` of each language in api/words (tools/words.py: COMMON).
struct CommonWords {
  const char *name_missing, *link_invalid, *room_full, *room_locked, *pin_wrong, *server_busy, *too_many, *chat_is_off,
      *failed, *imprint, *privacy;
};
const CommonWords& common_words(Language language);  // generated

}  // namespace lethe::api
