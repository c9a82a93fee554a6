// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"

namespace lethe::api {
namespace {

struct MessageList {
  std::vector<room::Message> messages;
  static constexpr auto fields() { return std::tuple{field("messages", &MessageList::messages)}; }
};

}  // namespace

Response list_messages(Call& call) {
  return json(200, MessageList{call.ask([room = call.parameter(0)](room::Service& s, const room::Actor& a) {
                return s.chat().all(a, room);
              })});
}

Response post_message(Call& call) {
  const std::string& room = call.parameter(0);
  const auto message =
      call.ask([room, body = Body<room::MessageSpec>(call.request.body)](room::Service& s, const room::Actor& a) {
        return s.chat().post(a, room, body.value());
      });
  Response response = json(201, message);
  response.headers.emplace_back("Location", "/api/v1/rooms/" + room + "/messages/" + message.id);
  return response;
}

Response delete_message(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.chat().remove(a, room, id);
  });
  return {.status = 204};
}

}  // namespace lethe::api
