// SPDX-License-Identifier: AGPL-3.0-or-later
// Sentences of the transparency page and its document: sections `transparency` and `statements` of each language in
// api/words, in their order. {name} is a place that is filled.
#pragma once

#include "api/http/language.hpp"

namespace lethe::api {

struct TransparencyWords {
  const char *title, *lead, *stored, *day, *days, *not_storable, *proof, *self_test, *no_process, *not_promised, *check,
      *build, *filter, *source, *no_source, *back;
};
const TransparencyWords& transparency_words(Language language);  // generated

struct StatementWords {
  const char *attendance, *no_attendance, *rooms_without_account, *account, *rooms, *conversation, *names, *chat, *log,
      *browser, *no_code, *file_size, *file_access, *system_calls, *memory, *administrator, *end_to_end, *participants,
      *network, *webhooks, *webhooks_with_names, *traces, *onion;
};
const StatementWords& statement_words(Language language);  // generated

}  // namespace lethe::api
