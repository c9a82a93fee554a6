// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/http/rate_limiter.hpp"
#include "api/streams/sse.hpp"

namespace lethe::api {
namespace {

bool accepts_event_stream(const std::string& accept) {
  return accept.empty() || accept.find("text/event-stream") != std::string::npos ||
         accept.find("*/*") != std::string::npos;
}

void subscribe(const Parts& parts, const room::Actor& actor, const std::string& room,
               std::optional<std::uint64_t> last_id, const Follower& follower) {
  follower.stream->push(sse::opening);
  follow(parts, actor, room, last_id, follower, [stream = follower.stream](const room::RoomEvent& event) {
    if (event.type == "levels")
      stream->push_passing(sse::format(event));
    else
      stream->push(sse::format(event));
  });
}

// Frontends read for many people, so they have no name.
std::string reader_name(const room::Actor& actor, const std::string& room) {
  if (const auto* person = std::get_if<room::ParticipantActor>(&actor))
    return "person " + person->participant + ' ' + room;
  if (const auto* account = std::get_if<room::AccountActor>(&actor)) return "account " + account->account + ' ' + room;
  return {};
}

}  // namespace

void follow(const Parts& parts, const room::Actor& actor, const std::string& room, std::optional<std::uint64_t> last_id,
            const Follower& follower, room::OnEvent on_event) {
  const room::Subscription subscription = parts.service.events().subscribe(actor, room, last_id, std::move(on_event));
  parts.subscriptions->emplace(subscription, follower.stream);
  follower.stream->when_gone(
      [&loop = parts.control.loop, &service = parts.service, subscriptions = parts.subscriptions, subscription] {
        loop.post([&service, subscriptions, subscription] {
          service.events().unsubscribe(subscription);
          subscriptions->erase(subscription);
        });
      });
  parts.streams.give(follower.stream, {reader_name(actor, room), room, wide_network(follower.client)});
}

Response read_events(Call& call) {
  if (!accepts_event_stream(call.header("Accept")))
    throw Error(Code::InvalidParameter, "Accept must allow text/event-stream.");
  std::optional<std::uint64_t> last_id;
  if (const std::string* text = call.request.header("Last-Event-ID")) last_id = sse::parse_event_id(*text);
  Response response{.status = 200, .headers = {{"Content-Type", "text/event-stream"}}, .body = {}, .stream = {}};
  if (call.request.method == "HEAD") {
    call.ask([room = call.parameter(0)](room::Service& s, const room::Actor& a) { s.rooms().read(a, room); });
    return response;
  }
  const auto stream = call.parts.streams.open();
  try {
    call.ask([&parts = call.parts, room = call.parameter(0), last_id, follower = Follower{stream, call.request.client}](
                 room::Service&, const room::Actor& a) { subscribe(parts, a, room, last_id, follower); });
  } catch (...) {
    call.parts.streams.discard(stream);
    throw;
  }
  response.stream = stream;
  return response;
}

}  // namespace lethe::api
