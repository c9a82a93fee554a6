// SPDX-License-Identifier: AGPL-3.0-or-later
// WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep-03): one request brings a device into a room; its session is the
// handle with which it trickles and leaves.
#include "api/handlers/handlers.hpp"
#include "api/handlers/room_keeper.hpp"
#include "api/handlers/session_response.hpp"
#include "api/http/rate_limiter.hpp"
#include "mcu/room/model/ids.hpp"

namespace lethe::api {
namespace {

using room::Device;

Device::Kind kind_of(const Call& call) {
  return call.request.path.starts_with("/whip/") ? Device::Kind::Camera : Device::Kind::Display;
}

// The owner of the requested session. Its invitation may be used up, so its validity is not checked.
room::Actor device_of(const Call& call) {
  const auto found = ask(call.parts.control, [&service = call.parts.service, token = call.token(), kind = kind_of(call),
                                              room = call.parameter(0), session = call.parameter(1)] {
    return service.media().device(token, kind, room, session);
  });
  if (found) return *found;
  call.actor();  // throws if the token is invalid
  throw Error(Code::NotFound);
}

}  // namespace

Response post_device(Call& call) {
  not_over_onion(call);
  const std::string& room = call.parameter(0);
  const auto device = call.ask_later<room::DeviceAnswer>(
      [room, offer = room::DeviceOffer{kind_of(call), call.request.body, room::sha256(call.token().reveal()),
                                       call.request.client, public_network(call.request.client)}](
          room::Service& s, const room::Actor& a, const room::OnDeviceAnswer& done) {
        s.media().offer_of_device(a, room, offer, done);
      });
  call.parts.keeper.change_anyway(call, room, [room, session = device.session](room::Service& s, const room::Actor& a) {
    s.media().device_enters(a, room, session);
  });
  return session_created(call.request.path + "/" + device.session, device.answer);
}

Response patch_device(Call& call) {
  const room::Actor device = device_of(call);
  return trickled(ask_later<room::SessionAnswer>(
      call.parts.control, [&service = call.parts.service, device, room = call.parameter(0),
                           fragment = call.request.body, if_match = call.header("If-Match")](room::OnAnswer done) {
        service.media().trickle(device, room, std::get<room::ParticipantActor>(device).participant, fragment, if_match,
                                std::move(done));
      }));
}

Response delete_device(Call& call) {
  const room::Actor device = device_of(call);
  ask(call.parts.control, [&service = call.parts.service, device, room = call.parameter(0)] {
    service.people().remove(device, room, std::get<room::ParticipantActor>(device).participant);
  });
  return {.status = 200};
}

// A session has no representation (RFC 9725 section 4.1), and a room reveals nothing to clients without a token.
Response get_device(Call& call) {
  device_of(call);
  return {.status = 204};
}
Response get_device_endpoint(Call&) { return {.status = 204}; }

Response get_device_options(Call& call) {
  const bool session = call.request.parameters.size() > 1;
  Response response{.status = 200,
                    .headers = {{"Allow", session ? "GET, PATCH, DELETE, OPTIONS" : "GET, POST, OPTIONS"},
                                {"Access-Control-Allow-Methods", session ? "GET, PATCH, DELETE" : "GET, POST"},
                                {"Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match"},
                                {"Access-Control-Max-Age", "86400"}}};
  if (!session) response.headers.emplace_back("Accept-Post", "application/sdp");
  return response;
}

}  // namespace lethe::api
