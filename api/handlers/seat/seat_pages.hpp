// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages of a seat without a script. Pure: values in, HTML out.
#pragma once

#include <string>
#include <vector>

#include "api/http/http_message.hpp"
#include "api/http/language.hpp"

namespace lethe::api {

// What stands in the hidden fields of each form: the seat, and what takes another one when it is gone.
struct SeatKey {
  std::string room, participant, token;
  std::string way_back = {}, name = {};
  std::string text() const { return room + "/" + participant + "/" + token; }
};
SeatKey read_seat_key(const std::string& text);  // without the way back; throws Error Unauthorized

struct SeatPage {
  std::string room_name, name;
  SeatKey key;
  std::string pictures, news;  // addresses that are good once; pictures may be empty: there are none
  std::vector<std::pair<std::string, bool>> steps;  // name, and whether it has pictures
  std::string step;                                 // the one it has
  int rate = 0;                                     // pictures a second
  bool spoken_chat = false;                         // the room says lines aloud
};
Response seat_page(const SeatPage& page, Language language);
Response seat_waiting_page(const SeatPage& page, Language language);  // of it the names, the key and the news count
Response seat_left_page(Language language);
Response seat_lost_note(const SeatKey& key, Language language);  // in a frame: the way back is a button
Response seat_failed_page(int status, const std::string& sentence, Language language);
// For frames of the page: a sentence, alone or below the form to write with.
Response seat_note(const std::string& sentence, Language language);
Response seat_sent(const SeatKey& key, bool spoken_chat, Language language);
// Names, each with what is said of it.
Response seat_people(const std::vector<std::pair<std::string, std::string>>& people, Language language);

// Of pages that consist of frames and forms, and of what stands in their frames.
inline constexpr const char* seat_policy =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; media-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

}  // namespace lethe::api
