// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages of a seat without JavaScript. Pure: values in, HTML out.
#pragma once

#include <string>
#include <vector>

#include "api/http/house.hpp"
#include "api/http/http_message.hpp"
#include "mcu/base/error.hpp"

namespace lethe::api {

// The hidden fields of each form: the seat, and the token that gets another one when it is gone.
struct SeatKey {
  std::string room, participant, token;
  std::string way_back = {}, name = {};
  std::string language = {};  // its tag, if the person chose one
  std::string text() const { return room + "/" + participant + "/" + token; }
};
SeatKey read_seat_key(const std::string& text);  // without the way back; throws Error Unauthorized

struct SeatPage {
  std::string room_name, name;
  SeatKey key;
  std::string pictures, news;  // addresses that are valid once; without pictures, that address is empty
  std::vector<std::pair<std::string, bool>> steps;  // name, and whether it has pictures
  std::string step;                                 // the current one
  int rate = 0;                                     // pictures a second
  bool spoken_chat = false;                         // the room speaks chat lines
};
Response seat_page(const SeatPage& page, const House& house, Language language);
// Uses only the names, the key and the news.
Response seat_waiting_page(const SeatPage& page, const House& house, Language language);
Response seat_left_page(const House& house, Language language);
Response seat_lost_note(const SeatKey& key, Language language);  // in a frame; a button leads back
Response seat_failed_page(const Error& error, const House& house, Language language);
Response nothing_here_page(const House& house, Language language);  // 404, for browsers
// For frames of the page: a sentence, alone or below the chat form.
Response seat_note(const std::string& sentence, Language language);
Response seat_sent(const SeatKey& key, bool spoken_chat, Language language);
// Names, each with its remarks.
Response seat_people(const std::vector<std::pair<std::string, std::string>>& people, Language language);

// The policy of pages that consist of frames and forms, and of their frames.
inline constexpr const char* seat_policy =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; media-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

}  // namespace lethe::api
