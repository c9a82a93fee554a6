// SPDX-License-Identifier: AGPL-3.0-or-later
// A seat without JavaScript: every action posts a form, and the response is a page or a redirection to a stream. The
// credential travels in the bodies of forms, never in an address.
#include <algorithm>

#include "api/handlers/handlers.hpp"
#include "api/handlers/joining.hpp"
#include "api/handlers/operator_files.hpp"
#include "api/handlers/room_keeper.hpp"
#include "api/handlers/seat/seat_news.hpp"
#include "api/handlers/seat/seat_pages.hpp"
#include "api/handlers/seat/seat_words.hpp"
#include "api/http/form_body.hpp"
#include "api/streams/stream_address.hpp"

namespace lethe::api {
namespace {

constexpr int usual_rate = 5;  // pictures a second

// One request with the credential from its form.
struct Seat {
  Seat(Call& asked, const FormBody& sent, SeatKey from)
      : form(sent), key(std::move(from)), call(asked.parts, asked.request, Secret(key.token)) {}
  const FormBody& form;
  SeatKey key;
  Call call;

  template <class F>
  auto ask(F f) {
    return call.ask([key = key, f = std::move(f)](room::Service& s, const room::Actor& a) {
      return f(s, a, key.room, key.participant);
    });
  }
  std::string stream(wire::Form kind, int pictures) {
    return stream_address(ask([spec = room::StreamSpec{kind, pictures}](auto& s, auto& a, auto& room, auto& id) {
      return s.media().issue_ticket(a, room, id, spec);
    }));
  }
};

Response redirect(const std::string& to) { return {.status = 303, .headers = {{"Location", to}}}; }

// The name of each step, and whether it has pictures.
std::vector<std::pair<std::string, bool>> steps_of(Seat& seat) {
  std::vector<std::pair<std::string, bool>> steps;
  for (const auto& step : seat.ask([](auto&s, auto&a, auto&, auto&) { return s.layouts().capabilities(a).steps; }))
    steps.emplace_back(step.name, step.width > 0);
  return steps;
}

bool has_pictures(Seat& seat, const std::string& step) {
  const auto steps = steps_of(seat);
  return std::find(steps.begin(), steps.end(), std::pair(step, false)) == steps.end();
}

int rate_of(const std::string& text) {
  for (const int rate : {10, 5, 2, 1})
    if (text == std::to_string(rate)) return rate;
  throw Error(Code::InvalidField, "The rate must be 10, 5, 2 or 1.");
}

room::RoomView room_of(Seat& seat) {
  return seat.ask([](auto& s, auto& a, auto& room, auto&) { return s.rooms().read(a, room); });
}

// The current page of a seat: inside or waiting.
Response show(Seat& seat, Language language) {
  const auto person = seat.ask([](auto& s, auto& a, auto& room, auto& id) { return s.people().read(a, room, id); });
  SeatPage page;
  page.name = person.display_name;
  page.key = seat.key;
  page.key.name = person.display_name;
  page.news = "/listen/news/" + seat.ask([](auto& s, auto& a, auto& room, auto& id) {
    return s.events().issue_ticket(a, room, id);
  }) + "/" + std::string(tag(language));
  if (person.state == room::Admission::Waiting) return seat_waiting_page(page, house_of(seat.call), language);
  page.key.way_back = seat.ask([](auto& s, auto& a, auto& room, auto& id) { return s.people().way_back(a, room, id); });
  const auto room = room_of(seat);
  page.room_name = room.settings.name;
  page.spoken_chat = room.settings.spoken_chat;
  page.steps = steps_of(seat);
  page.step = person.step;
  page.rate = usual_rate;
  if (has_pictures(seat, person.step)) page.pictures = seat.stream(wire::Form::Jpeg, usual_rate);
  return seat_page(page, house_of(seat.call), language);
}

Response say(Seat& seat, Language language) {
  const room::MessageSpec message{
      .text = seat.form["text"], .spoken = seat.form["aloud"] == "yes", .language = std::string(tag(language))};
  if (message.text.empty() || message.text.size() > 8000) throw Error(Code::InvalidField, "A message has some text.");
  seat.ask([message](auto& s, auto& a, auto& room, auto&) { s.chat().post(a, room, message); });
  return seat_sent(seat.key, room_of(seat).settings.spoken_chat, language);
}

Response hand(Seat& seat, Language language) {
  room::ParticipantPatch change;
  change.hand = seat.form["up"] == "yes";
  seat.ask([change](auto& s, auto& a, auto& room, auto& id) { s.people().patch(a, room, id, change); });
  return seat_note(*change.hand ? seat_words(language).hand_is_up : seat_words(language).hand_is_down, language);
}

Response pictures(Seat& seat, Language language) {
  const int rate = rate_of(seat.form["pictures"]);
  room::ParticipantPatch change;
  change.step = seat.form["step"];
  seat.ask([change](auto& s, auto& a, auto& room, auto& id) { s.people().patch(a, room, id, change); });
  // In the frame of the pictures: what it showed ends with that.
  if (!has_pictures(seat, *change.step)) return seat_note(seat_words(language).no_pictures, language);
  return redirect(seat.stream(wire::Form::Jpeg, rate));
}

Response sound(Seat& seat, Language) { return redirect(seat.stream(wire::Form::Sound, usual_rate)); }

Response people(Seat& seat, Language language) {
  const SeatWords& words = seat_words(language);
  std::vector<std::pair<std::string, std::string>> list;
  for (const auto& person : seat.ask([](auto&s, auto&a, auto&room, auto&) { return s.people().all(a, room); })) {
    std::string said = person.listening ? words.listening : "";
    if (person.hand) said += (said.empty() ? "" : ", ") + std::string(words.raised);
    list.emplace_back(person.display_name, said);
  }
  return seat_people(list, language);
}

Response leave(Seat& seat, Language language) {
  seat.ask([](auto& s, auto& a, auto& room, auto& id) { s.people().remove(a, room, id); });
  return seat_left_page(house_of(seat.call), language);
}

// The server no longer knows the seat, but its owner was inside.
Response come_back(Call& call, const FormBody& form, const SeatKey& lost, Language language) {
  Call returning(call.parts, call.request, Secret(lost.way_back));
  room::JoinSpec wanted{lost.name, {}};
  wanted.listening = true;
  const auto joined = join(returning, lost.room, Body<room::JoinSpec>(std::move(wanted)));
  Seat seat(call, form, {joined.room.id, joined.participant.id, joined.token, {}, {}, lost.language});
  return show(seat, language);
}

struct Act {
  std::string_view name;
  Response (*run)(Seat&, Language);
};
constexpr Act acts[] = {{"seat", show},   {"say", say},       {"hand", hand},  {"pictures", pictures},
                        {"sound", sound}, {"people", people}, {"leave", leave}};

// Another site's form could bring its reader into a room of that site's choice. Browsers report the origin where they
// can.
void only_from_own_pages(const Call& call) {
  const std::string site = call.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none")
    throw Error(Code::Forbidden, "Forms of other sites are not accepted.");
}

// work(form, language): in the language that was chosen, else in one that the browser asks for.
template <class Work>
Response answered(Call& call, Work work) {
  Language language = preferred_language(call.header("Accept-Language"));
  try {
    only_from_own_pages(call);
    const FormBody form(call.request.body);
    language = language_named(form["language"]).value_or(language);
    return work(form, language);
  } catch (const Error& error) {
    return seat_failed_page(error, house_of(call), language);
  }
}

}  // namespace

Response post_listen(Call& call) {
  return answered(call, [&call](const FormBody& form, Language language) {
    std::string link = form["invitation"];
    if (const auto hash = link.find('#'); hash != link.npos) link.erase(0, hash + 1);
    while (!link.empty() && link.back() == ' ') link.pop_back();
    const auto slash = link.find('/');
    if (slash == link.npos || link.size() > 400) throw Error(Code::InvalidParameter);
    room::JoinSpec wanted{form["name"], {}};
    if (wanted.display_name.empty() || wanted.display_name.size() > 200)
      throw Error(Code::InvalidField, {}, {{"/displayName", "is missing or too long"}});
    if (!form["pin"].empty()) wanted.pin = Secret(form["pin"]);
    wanted.listening = true;
    Call invited(call.parts, call.request, Secret(link.substr(slash + 1)));
    const auto joined = join(invited, link.substr(0, slash), Body<room::JoinSpec>(std::move(wanted)));
    Seat seat(call, form, {joined.room.id, joined.participant.id, joined.token});
    return show(seat, language);
  });
}

Response post_listen_act(Call& call) {
  return answered(call, [&call](const FormBody& form, Language language) {
    const auto act =
        std::find_if(std::begin(acts), std::end(acts), [&](const Act& one) { return one.name == call.parameter(0); });
    if (act == std::end(acts)) throw Error(Code::NotFound);
    SeatKey key = read_seat_key(form["seat"]);
    key.way_back = form["back"];
    key.name = form["name"];
    if (language_named(form["language"])) key.language = tag(language);
    Seat seat(call, form, key);
    try {
      return act->run(seat, language);
    } catch (const Error& error) {
      if (error.code() != Code::Unauthorized || key.way_back.empty() || act->run == leave) throw;
      if (act->run != show) return seat_lost_note(key, language);
    }
    return come_back(call, form, key, language);
  });
}

Response read_listen_news(Call& call) {
  const auto language = language_named(call.parameter(1));
  if (call.request.method == "HEAD" || !language) throw Error(Code::NotFound);
  const auto stream = call.parts.streams.open();
  try {
    api::ask(call.parts.control, [&parts = call.parts, ticket = call.parameter(0), language = *language, stream,
                                  client = call.request.client] {
      const room::ParticipantActor reader = parts.service.events().redeem_ticket(ticket);
      stream->set_heartbeat(SeatNews::heartbeat);
      std::set<std::string> sound_only;
      for (const auto& step : parts.service.layouts().capabilities(reader).steps)
        if (step.width == 0) sound_only.insert(step.name);
      const auto news = std::make_shared<SeatNews>(reader.participant, language, std::move(sound_only));
      stream->push(news->head());
      follow(parts, reader, reader.room, {}, {stream, client},
             [stream, news](const room::RoomEvent& event) { stream->push(news->lines(event)); });
    });
  } catch (...) {
    call.parts.streams.discard(stream);
    throw;
  }
  return {.status = 200,
          .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Content-Security-Policy", seat_policy}},
          .body = {},
          .stream = stream};
}

}  // namespace lethe::api
