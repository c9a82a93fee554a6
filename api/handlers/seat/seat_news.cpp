// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/seat/seat_news.hpp"

#include "api/handlers/seat/seat_words.hpp"
#include "api/http/html.hpp"
#include "api/http/page_file.hpp"
#include "mcu/base/fields.hpp"
#include "mcu/room/model/event_documents.hpp"

namespace lethe::api {
namespace {

std::string line(const std::string& html, const char* kind = "news") {
  return "<p class=\"" + std::string(kind) + "\">" + html + "</p>\n";
}

std::string bold(const std::string& name) { return "<b><bdi>" + escaped(name) + "</bdi></b> "; }

std::string said(const Json& message, const SeatWords& words) {
  const std::string at = message.value("at", "");
  std::string html = bold(message.value("displayName", ""));
  if (message.contains("to")) html += escaped(words.only_to_you) + " ";
  html += "<bdi>" + escaped(message.value("text", "")) + "</bdi>";
  // The id has our own alphabet.
  return "<p class=\"message\" id=\"m-" + escaped(message.value("id", "")) + "\"><small>" +
         escaped(at.size() >= 16 ? at.substr(11, 5) : at) + " UTC</small> " + html + "</p>\n";
}

}  // namespace

std::string SeatNews::head() const {
  return "<!doctype html>\n" + html_tag(language_) +
         "<head><meta charset=\"utf-8\"><title>Lethe</title><link rel=\"stylesheet\" href=\"/" +
         page_address("seat.css") +
         "\"></head>"
         "<body class=\"news-page\">\n";
}

std::string SeatNews::lines(const room::RoomEvent& event) {
  const SeatWords& words = seat_words(language_);
  const Json data = Json::parse(event.data);
  const auto know = [&](const Json& person) {
    people_[person["id"]] = {person["displayName"], person.contains("hand"),
                             !sound_only_.contains(person.value("step", ""))};
  };
  if (event.type == room::event::MessagePosted::name) return said(data, words);
  if (event.type == room::event::MessageDeleted::name)
    return "<style>#m-" + escaped(data.value("id", "")) + "{display:none}</style>\n";
  if (event.type == room::event::RoomEnded::name) return line(escaped(words.ended), "end");
  if (event.type == room::event::ParticipantDenied::name) return line(escaped(words.denied), "end");
  if (event.type == room::event::ParticipantAdmitted::name) return line(escaped(words.admitted), "end");
  if (event.type == room::event::Snapshot::name) {
    people_.clear();
    std::string names, html;
    for (const Json& person : data["participants"]) {
      know(person);
      names += (names.empty() ? "" : ", ") + ("<bdi>" + escaped(std::string(person["displayName"])) + "</bdi>");
      if (person.value("listening", false)) names += " (" + escaped(words.listening) + ")";
    }
    for (const Json& message : data["messages"]) html += said(message, words);
    if (names.empty()) return html;
    return html + line(escaped(words.in_room) + ": " + names + ". " + escaped(words.newest_first));
  }
  if (event.type == room::event::ParticipantJoined::name) {
    know(data);
    return data["id"] == me_ ? "" : line(bold(data["displayName"]) + escaped(words.joined));
  }
  if (event.type == room::event::ParticipantLeft::name) {
    const auto known = people_.extract(data.value("id", ""));
    if (data["id"] == me_) return line(escaped(data["reason"] == "removed" ? words.removed : words.left_title), "end");
    return known.empty() ? "" : line(bold(known.mapped().name) + escaped(words.left));
  }
  if (event.type != room::event::ParticipantUpdated::name) return "";
  const Person before = people_[data["id"]];
  know(data);
  const Person& now = people_[data["id"]];
  if (data["id"] != me_) return now.hand && !before.hand ? line(bold(now.name) + escaped(words.raised)) : "";
  std::string html;
  if (before.hand && !now.hand) html += line(escaped(words.lowered));
  // Said whoever changed it, because a frozen picture does not show it.
  if (before.pictures != now.pictures) html += line(escaped(now.pictures ? words.pictures_again : words.pictures_end));
  return html;
}

}  // namespace lethe::api
