// SPDX-License-Identifier: AGPL-3.0-or-later
// The handlers of all routes; the table is in routes.cpp. On HTTP threads.
#pragma once

#include "api/call/call.hpp"

namespace lethe::api {

Response get_registration(Call& call);
Response create_account(Call& call);
Response get_account(Call& call);
Response delete_account(Call& call);
Response get_account_data(Call& call);
Response put_password(Call& call);
Response log_in(Call& call);
Response log_out(Call& call);
Response log_out_everywhere(Call& call);

Response list_rooms(Call& call);
Response create_room(Call& call);
Response get_room(Call& call);
Response patch_room(Call& call);
Response delete_room(Call& call);
Response create_invitation(Call& call);
Response list_invitations(Call& call);
Response delete_invitation(Call& call);

Response list_participants(Call& call);
Response join_room(Call& call);
Response get_participant(Call& call);
Response patch_participant(Call& call);
Response remove_participant(Call& call);
Response leave_for_now(Call& call);
Response revoke_invitation_of(Call& call);
Response admit_participant(Call& call);
Response deny_participant(Call& call);
Response mute_others(Call& call);
Response request_unmute(Call& call);

Response list_messages(Call& call);
Response post_message(Call& call);
Response delete_message(Call& call);

Response get_capabilities(Call& call);
Response get_layout(Call& call);
Response put_layout(Call& call);
Response get_participant_layout(Call& call);
Response put_participant_layout(Call& call);
Response delete_participant_layout(Call& call);

Response post_offer(Call& call);
Response patch_session(Call& call);
Response delete_session(Call& call);

Response post_device(Call& call);
Response patch_device(Call& call);
Response delete_device(Call& call);
Response get_device(Call& call);
Response get_device_endpoint(Call& call);
Response get_device_options(Call& call);

Response read_events(Call& call);
// A stream of events and its reader.
struct Follower {
  std::shared_ptr<EventStream> stream;
  std::string client;  // the request's
};
// On the control thread. `on_event` pushes into the stream; its end, from either side, ends the subscription.
void follow(const Parts& parts, const room::Actor& actor, const std::string& room, std::optional<std::uint64_t> last_id,
            const Follower& follower, room::OnEvent on_event);
Response post_listen(Call& call);
Response post_listen_act(Call& call);
Response read_listen_news(Call& call);
Response post_stream(Call& call);
Response get_stream(Call& call);

Response get_transparency(Call& call);
Response get_transparency_page(Call& call);
Response get_transparency_page_in(Call& call);
Response get_health(Call& call);
Response get_readiness(Call& call);
Response get_metrics(Call& call);
Response get_contract(Call& call);
Response get_contract_as_json(Call& call);
Response get_reference(Call& call);
Response get_page(Call& call);
Response get_listen_page(Call& call);
Response get_page_file(Call& call);

}  // namespace lethe::api
