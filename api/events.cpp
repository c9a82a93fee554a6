// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers.hpp"
#include "api/sse.hpp"

namespace lethe::api {
namespace {

bool accepts_event_stream(const std::string& accept) {
  return accept.empty() || accept.find("text/event-stream") != std::string::npos ||
         accept.find("*/*") != std::string::npos;
}

void subscribe(const Parts& parts, const room::Actor& actor, const std::string& room,
               std::optional<std::uint64_t> last_id, const std::shared_ptr<EventStream>& stream) {
  stream->push(sse::opening);
  follow(parts, actor, room, last_id, stream, [stream](const room::RoomEvent& event) {
    if (event.type == "levels")
      stream->push_passing(sse::format(event));
    else
      stream->push(sse::format(event));
  });
}

}  // namespace

void follow(const Parts& parts, const room::Actor& actor, const std::string& room, std::optional<std::uint64_t> last_id,
            const std::shared_ptr<EventStream>& stream, room::OnEvent on_event) {
  const room::Subscription subscription = parts.service.subscribe(actor, room, last_id, std::move(on_event));
  parts.subscriptions->emplace(subscription, stream);
  stream->when_gone(
      [&loop = parts.control.loop, &service = parts.service, subscriptions = parts.subscriptions, subscription] {
        loop.post([&service, subscriptions, subscription] {
          service.unsubscribe(subscription);
          subscriptions->erase(subscription);
        });
      });
}

Response read_events(Call& call) {
  if (!accepts_event_stream(call.header("Accept")))
    throw Error(Code::InvalidParameter, "Accept must allow text/event-stream.");
  std::optional<std::uint64_t> last_id;
  if (const std::string* text = call.request.header("Last-Event-ID")) last_id = sse::parse_event_id(*text);
  Response response{.status = 200, .headers = {{"Content-Type", "text/event-stream"}}, .body = {}, .stream = {}};
  if (call.request.method == "HEAD") {
    call.ask([room = call.parameter(0)](room::Service& s, const room::Actor& a) { s.room(a, room); });
    return response;
  }
  const auto stream = call.parts.streams.open();
  try {
    call.ask([&parts = call.parts, room = call.parameter(0), last_id, stream](room::Service&, const room::Actor& a) {
      subscribe(parts, a, room, last_id, stream);
    });
  } catch (...) {
    call.parts.streams.discard(stream);
    throw;
  }
  response.stream = stream;
  return response;
}

}  // namespace lethe::api
