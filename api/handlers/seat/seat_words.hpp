// SPDX-License-Identifier: AGPL-3.0-or-later
// Sentences of the pages without a script: section `seat` of each language in api/words, in its order.
#pragma once

#include "api/http/language.hpp"

namespace lethe::api {

struct SeatWords {
  const char *listens_as, *picture, *sound, *sound_on, *newest_sound, *rate, *size, *sound_only, *no_pictures,
      *pictures_end, *pictures_again, *apply, *chat, *message, *send, *aloud, *sent, *hand_up, *hand_down, *hand_is_up,
      *hand_is_down, *people, *leave, *left_title, *left_text, *waiting_title, *waiting_text, *go_on, *again,
      *failed_title, *listening, *joined, *left, *raised, *lowered, *only_to_you, *removed, *ended, *denied, *admitted,
      *in_room, *newest_first, *bad_link, *nothing_here_title, *nothing_here_text, *to_start, *back_in, *seat_lost,
      *language;
};

const SeatWords& seat_words(Language language);  // generated from api/words

}  // namespace lethe::api
