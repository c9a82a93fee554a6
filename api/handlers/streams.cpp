// SPDX-License-Identifier: AGPL-3.0-or-later
// Byte streams for listeners: an address that is valid once, and the stream.
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "api/handlers/handlers.hpp"
#include "api/handlers/seat/seat_pages.hpp"
#include "api/http/rate_limiter.hpp"
#include "api/streams/stream_address.hpp"

namespace lethe::api {
namespace {

struct Pair {
  wire::Descriptor source;
  wire::SharedDescriptor sink;
};

// The buffer between the media process and us. For a slow viewer its content is late, so it is small.
Pair make_pair() {
  constexpr int room = 98'304;  // bytes, of which the kernel uses a part
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "socketpair");
  Pair pair{wire::Descriptor(ends[0]), std::make_shared<const wire::Descriptor>(ends[1])};
  ::setsockopt(pair.sink->fd(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  return pair;
}

std::string_view type_of(wire::Form form) {
  switch (form) {
    case wire::Form::Webm:
      return "video/webm";
    case wire::Form::Sound:
      return "audio/webm";
    case wire::Form::Jpeg:
      break;
  }
  return "multipart/x-mixed-replace; boundary=frame";
}

}  // namespace

Response post_stream(Call& call) {
  const std::string ticket = call.ask(
      [room = call.parameter(0), id = call.parameter(1), body = Body<room::StreamSpec>(call.request.body)](
          room::Service& s, const room::Actor& a) { return s.media().issue_ticket(a, room, id, body.value()); });
  const std::string url = stream_address(ticket);
  Response response = json(201, room::StreamTicket{url});
  response.headers.emplace_back("Location", url);
  return response;
}

// The ticket is the credential. A HEAD request does not use it up and reveals nothing.
Response get_stream(Call& call) {
  if (call.request.method == "HEAD") throw Error(Code::NotFound);
  const auto stream = call.parts.streams.open();
  try {
    const auto form = api::ask(call.parts.control, [&parts = call.parts, ticket = call.parameter(0), stream,
                                                    network = wide_network(call.request.client)] {
      auto [source, sink] = make_pair();
      const room::TakenStream taken = parts.service.media().take_stream(ticket, std::move(sink));
      stream->relay(std::move(source));
      stream->when_gone([&loop = parts.control.loop, &service = parts.service, taken] {
        loop.post([&service, taken] { service.media().stream_ended(taken); });
      });
      parts.streams.give(stream, {"media of " + taken.participant + ' ' + taken.room, taken.room, network});
      return taken.form;
    });
    return {.status = 200,
            .headers = {{"Content-Type", std::string(type_of(form))}, {"Content-Security-Policy", seat_policy}},
            .body = {},
            .stream = stream};
  } catch (...) {
    call.parts.streams.discard(stream);
    throw;
  }
}

}  // namespace lethe::api
