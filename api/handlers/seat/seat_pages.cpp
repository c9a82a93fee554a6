// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/seat/seat_pages.hpp"

#include <utility>

#include "api/handlers/seat/seat_words.hpp"
#include "api/http/html.hpp"
#include "api/http/page_file.hpp"

namespace lethe::api {
namespace {

std::string document(Language language, const std::string& kind, const std::string& title, const std::string& body) {
  return "<!doctype html>\n" + html_tag(language) +
         "\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         escaped(title) + "</title>\n<link rel=\"stylesheet\" href=\"/" + page_address("seat.css") +
         "\">\n</head>\n<body class=\"" + kind + "\">\n" + body + "</body>\n</html>\n";
}

// A whole window.
std::string page_of(const House& house, Language language, const std::string& kind, const std::string& title,
                    const std::string& body) {
  return document(language, kind, title + " · " + house.name, body + footer(house, language));
}

Response html(int status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Content-Security-Policy", seat_policy}},
          .body = std::move(body)};
}

std::string form(const std::string& act, const std::string& target, const SeatKey& key, const std::string& content) {
  std::string fields;
  const auto hidden = [&](const char* name, const std::string& value) {
    if (!value.empty())
      fields += std::string("<input type=\"hidden\" name=\"") + name + "\" value=\"" + escaped(value) + "\">";
  };
  hidden("seat", key.text());
  hidden("back", key.way_back);
  hidden("name", key.name);
  hidden("language", key.language);
  return "<form method=\"post\" action=\"/listen/" + act + "\" target=\"" + target + "\">" + fields + content +
         "</form>\n";
}

std::string button(const std::string& label, const std::string& more = {}) {
  return "<button" + more + ">" + escaped(label) + "</button>";
}

std::string frame(const std::string& name, const std::string& title, const std::string& source) {
  return "<iframe class=\"" + name + "\" name=\"" + name + "\" title=\"" + escaped(title) + "\" " + source +
         "></iframe>\n";
}
std::string from(const std::string& address) { return "src=\"" + escaped(address) + "\""; }
std::string holding(const std::string& page) { return "srcdoc=\"" + escaped(page) + "\""; }

std::string option(const std::string& value, const std::string& label, const std::string& chosen) {
  return "<option value=\"" + escaped(value) + "\"" + (value == chosen ? " selected" : "") + ">" + escaped(label) +
         "</option>";
}

// Loads the page that `act` answers again, in another language.
std::string language_form(SeatKey key, Language language, const SeatWords& words) {
  std::string all;
  for (const LanguageName& one : languages())
    all += option(std::string(one.tag), std::string(one.name), std::string(tag(language)));
  key.language.clear();  // what is chosen takes its place
  return form("seat", "_top", key,
              "<label>" + escaped(words.language) + " <select name=\"language\">" + all + "</select></label> " +
                  button(words.apply));
}

std::string say_form(const SeatKey& key, bool spoken_chat, const SeatWords& words) {
  return form("say", "_self", key,
              "<label>" + escaped(words.message) +
                  " <input name=\"text\" maxlength=\"2000\" required autocomplete=\"off\"></label> " +
                  button(words.send) + (spoken_chat ? button(words.aloud, " name=\"aloud\" value=\"yes\"") : ""));
}

std::string status_line(const std::string& sentence) { return "<p role=\"status\">" + escaped(sentence) + "</p>\n"; }

constexpr std::pair<Code, const char * CommonWords::*> refusals[] = {
    {Code::Unauthorized, &CommonWords::link_invalid},    {Code::WrongPin, &CommonWords::pin_wrong},
    {Code::RoomFull, &CommonWords::room_full},           {Code::RoomLocked, &CommonWords::room_locked},
    {Code::TooManyRequests, &CommonWords::too_many},     {Code::ChatOff, &CommonWords::chat_is_off},
    {Code::MediaUnavailable, &CommonWords::server_busy}, {Code::Busy, &CommonWords::server_busy}};

// For people; the table of errors is for programs.
std::string sentence_of(const Error& error, Language language) {
  if (error.code() == Code::Removed) return seat_words(language).removed;
  if (error.code() == Code::InvalidParameter) return seat_words(language).bad_link;
  const CommonWords& words = common_words(language);
  for (const auto& [code, sentence] : refusals)
    if (error.code() == code) return words.*sentence;
  for (const auto& [pointer, detail] : error.findings())
    if (pointer == "/displayName") return words.name_missing;
  return words.failed;
}

}  // namespace

SeatKey read_seat_key(const std::string& text) {
  const auto first = text.find('/'), second = text.find('/', first == text.npos ? first : first + 1);
  if (second == text.npos || text.size() > 512) throw Error(Code::Unauthorized);
  return {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

Response seat_page(const SeatPage& page, const House& house, Language language) {
  const SeatWords& words = seat_words(language);
  std::string steps, rates;
  for (const auto& [name, pictures] : page.steps) steps += option(name, pictures ? name : words.sound_only, page.step);
  for (const char* rate : {"10", "5", "2", "1"}) rates += option(rate, rate, std::to_string(page.rate));
  const std::string choice = "<label>" + escaped(words.size) + " <select name=\"step\">" + steps +
                             "</select></label> <label>" + escaped(words.rate) + " <select name=\"pictures\">" + rates +
                             "</select></label> " + button(words.apply);
  const std::string say = document(language, "note", words.message, say_form(page.key, page.spoken_chat, words));
  // Browsers start sound only after a click, and a stream started earlier would stay late.
  const std::string sound =
      document(language, "note", words.sound, form("sound", "_self", page.key, button(words.sound_on)));
  const std::string none = seat_note(words.no_pictures, language).body;
  // A stream is the whole document of its frame: for <img> and <video> of an onion, Tor Browser tries https in vain.
  const std::string body =
      "<header><h1><bdi>" + escaped(page.room_name) + "</bdi></h1><p>" + escaped(words.listens_as) + " <b><bdi>" +
      escaped(page.name) + "</bdi></b></p>" + language_form(page.key, language, words) +
      form("seat", "_top", page.key, button(words.back_in)) +
      form("leave", "_top", page.key, button(words.leave, " class=\"leave\"")) +
      "</header>\n<main>\n<section class=\"media\">\n" +
      frame("pictures", words.picture, page.pictures.empty() ? holding(none) : from(page.pictures)) +
      frame("sound", words.sound, holding(sound)) + "<div class=\"choices\">" +
      form("sound", "sound", page.key, button(words.newest_sound)) + form("pictures", "pictures", page.key, choice) +
      "</div></section>\n<section class=\"talk\">\n<h2>" + escaped(words.chat) + "</h2>\n" +
      frame("news", words.chat, from(page.news)) + frame("say", words.message, holding(say)) +
      "<div class=\"choices\">" +
      form("hand", "said", page.key,
           button(words.hand_up, " name=\"up\" value=\"yes\"") + button(words.hand_down, " name=\"up\" value=\"no\"")) +
      form("people", "said", page.key, button(words.people)) + "</div>\n" + frame("said", words.people, "srcdoc=\"\"") +
      "</section>\n</main>\n";
  return html(200, page_of(house, language, "seat", page.room_name, body));
}

Response seat_waiting_page(const SeatPage& page, const House& house, Language language) {
  const SeatWords& words = seat_words(language);
  return html(
      200,
      page_of(house, language, "card", words.waiting_title,
              "<h1>" + escaped(words.waiting_title) + "</h1><p>" + escaped(words.waiting_text) + "</p>" +
                  frame("news", words.chat, from(page.news)) + form("seat", "_self", page.key, button(words.go_on)) +
                  form("leave", "_top", page.key, button(words.leave)) + language_form(page.key, language, words)));
}

Response seat_left_page(const House& house, Language language) {
  const SeatWords& words = seat_words(language);
  return html(200, page_of(house, language, "card", words.left_title,
                           "<h1>" + escaped(words.left_title) + "</h1><p>" + escaped(words.left_text) +
                               "</p><p><a href=\"/listen\">" + escaped(words.again) + "</a></p>"));
}

Response seat_lost_note(const SeatKey& key, Language language) {
  const SeatWords& words = seat_words(language);
  return html(200, document(language, "note", words.seat_lost,
                            status_line(words.seat_lost) + form("seat", "_top", key, button(words.back_in))));
}

Response seat_failed_page(const Error& error, const House& house, Language language) {
  const SeatWords& words = seat_words(language);
  const std::string sentence = sentence_of(error, language);
  Response page = html(entry(error.code()).http,
                       page_of(house, language, "card", words.failed_title,
                               "<h1>" + escaped(words.failed_title) + "</h1><p role=\"alert\">" + escaped(sentence) +
                                   "</p><p><a href=\"/listen\" target=\"_top\">" + escaped(words.again) + "</a></p>"));
  page.code = entry(error.code()).name;
  return page;
}

Response nothing_here_page(const House& house, Language language) {
  const SeatWords& words = seat_words(language);
  return html(404, page_of(house, language, "card", words.nothing_here_title,
                           "<h1>" + escaped(words.nothing_here_title) + "</h1><p>" + escaped(words.nothing_here_text) +
                               "</p><p><a href=\"/\">" + escaped(words.to_start) + "</a></p>"));
}

Response seat_note(const std::string& sentence, Language language) {
  return html(200, document(language, "note", sentence, status_line(sentence)));
}

Response seat_sent(const SeatKey& key, bool spoken_chat, Language language) {
  const SeatWords& words = seat_words(language);
  return html(200, document(language, "note", words.sent, say_form(key, spoken_chat, words) + status_line(words.sent)));
}

Response seat_people(const std::vector<std::pair<std::string, std::string>>& people, Language language) {
  std::string list;
  for (const auto& [name, said] : people)
    list += "<li><bdi>" + escaped(name) + "</bdi>" + (said.empty() ? "" : " <small>" + escaped(said) + "</small>") +
            "</li>";
  return html(200, document(language, "note", seat_words(language).people, "<ul>" + list + "</ul>\n"));
}

}  // namespace lethe::api
