// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/room_keeper.hpp"
#include "mcu/room/access/policy.hpp"

namespace lethe::api {
namespace {

room::AccountActor own_account(const Call& call) {
  const room::Actor actor = call.actor();
  room::require(actor, room::Action::UseAccount);
  return std::get<room::AccountActor>(actor);
}

// Everything that is stored about an account.
struct AccountData {
  AccountView account;
  std::vector<SessionView> sessions;
  std::vector<StoredRoom> rooms;
  static constexpr auto fields() {
    return std::tuple{field("account", &AccountData::account), field("sessions", &AccountData::sessions),
                      field("rooms", &AccountData::rooms)};
  }
};

void end_reading(const Call& call, const room::AccountActor& account) {
  api::ask(call.parts.control,
           [&service = call.parts.service, account] { service.rooms().logged_out(account.account); });
}

}  // namespace

Response get_registration(Call& call) { return json(200, WhoMayRegister{call.parts.accounts.registration()}); }

Response create_account(Call& call) {
  Response response =
      json(201, call.parts.accounts.add(Body<Registration>(call.request.body).value(), call.request.client));
  response.headers.emplace_back("Location", "/api/v1/accounts/me");
  return response;
}

Response get_account(Call& call) { return json(200, call.parts.accounts.view(own_account(call))); }

Response delete_account(Call& call) {
  call.parts.keeper.erase(call, own_account(call));
  return {.status = 204};
}

Response get_account_data(Call& call) {
  const auto account = own_account(call);
  return json(200, AccountData{call.parts.accounts.view(account), call.parts.accounts.sessions(account),
                               call.parts.accounts.rooms(account)});
}

Response put_password(Call& call) {
  const auto account = own_account(call);
  const Body<NewPassword> body(call.request.body);
  call.parts.accounts.change_password(account, body.value(), call.token(), call.request.client);
  end_reading(call, account);
  return {.status = 204};
}

Response log_in(Call& call) {
  return json(201, call.parts.accounts.log_in(Body<LogIn>(call.request.body).value(), call.request.client));
}

Response log_out(Call& call) {
  const auto account = own_account(call);
  call.parts.accounts.log_out(call.token());
  end_reading(call, account);
  return {.status = 204};
}

Response log_out_everywhere(Call& call) {
  const auto account = own_account(call);
  call.parts.accounts.log_out_everywhere(account);
  end_reading(call, account);
  return {.status = 204};
}

}  // namespace lethe::api
