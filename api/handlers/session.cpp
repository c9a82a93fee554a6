// SPDX-License-Identifier: AGPL-3.0-or-later
#include <charconv>
#include <cstdint>

#include "api/handlers/handlers.hpp"
#include "api/handlers/session_response.hpp"
#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

// 0: the client counts none.
std::uint64_t offer_number(const Call& call) {
  const std::string text = call.header("Offer-Number");
  if (text.empty()) return 0;
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, number);
  if (failure != std::errc{} || end != last || number == 0)
    throw Error(Code::InvalidParameter, "Offer-Number is a whole number from 1.");
  return number;
}

}  // namespace

Response post_offer(Call& call) {
  not_over_onion(call);
  const auto answer = call.ask_later<room::SessionAnswer>(
      [room = call.parameter(0), id = call.parameter(1), sdp = call.request.body, number = offer_number(call)](
          room::Service& s, const room::Actor& a, room::OnAnswer done) {
        s.media().offer(a, room, id, sdp, std::move(done), number);
      });
  return session_created(call.request.path, answer);
}

Response patch_session(Call& call) {
  return trickled(call.ask_later<room::SessionAnswer>(
      [room = call.parameter(0), id = call.parameter(1), fragment = call.request.body,
       if_match = call.header("If-Match")](room::Service& s, const room::Actor& a, room::OnAnswer done) {
        s.media().trickle(a, room, id, fragment, if_match, std::move(done));
      }));
}

Response delete_session(Call& call) {
  call.ask([room = call.parameter(0), id = call.parameter(1)](room::Service& s, const room::Actor& a) {
    s.media().hang_up(a, room, id);
  });
  return {.status = 200};
}

}  // namespace lethe::api
