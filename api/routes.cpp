// SPDX-License-Identifier: AGPL-3.0-or-later
#include <array>

#include "api/handlers/handlers.hpp"
#include "api/http/form_body.hpp"
#include "api/http/route.hpp"

namespace lethe::api {
namespace {

constexpr auto Bearer = Credential::Bearer;
constexpr auto Nobody = Credential::None;
constexpr std::string_view json_type = "application/json";
constexpr std::string_view sdp_type = "application/sdp";
constexpr std::string_view fragment_type = "application/trickle-ice-sdpfrag";

constexpr std::array table{
    Route{"GET", "/api/v1/registration", "getRegistration", Nobody, "", get_registration},
    Route{"POST", "/api/v1/accounts", "createAccount", Nobody, json_type, create_account},
    Route{"GET", "/api/v1/accounts/me", "getAccount", Bearer, "", get_account},
    Route{"DELETE", "/api/v1/accounts/me", "deleteAccount", Bearer, "", delete_account},
    Route{"GET", "/api/v1/accounts/me/data", "getAccountData", Bearer, "", get_account_data},
    Route{"PUT", "/api/v1/accounts/me/password", "putPassword", Bearer, json_type, put_password},
    Route{"POST", "/api/v1/sessions", "logIn", Nobody, json_type, log_in},
    Route{"DELETE", "/api/v1/sessions", "logOutEverywhere", Bearer, "", log_out_everywhere},
    Route{"DELETE", "/api/v1/sessions/current", "logOut", Bearer, "", log_out},
    Route{"GET", "/api/v1/rooms", "listRooms", Bearer, "", list_rooms},
    Route{"POST", "/api/v1/rooms", "createRoom", Bearer, json_type, create_room},
    Route{"GET", "/api/v1/rooms/{room}", "getRoom", Bearer, "", get_room},
    Route{"PATCH", "/api/v1/rooms/{room}", "patchRoom", Bearer, json_type, patch_room},
    Route{"DELETE", "/api/v1/rooms/{room}", "deleteRoom", Bearer, "", delete_room},
    Route{"POST", "/api/v1/rooms/{room}/invitations", "createInvitation", Bearer, json_type, create_invitation},
    Route{"GET", "/api/v1/rooms/{room}/invitations", "listInvitations", Bearer, "", list_invitations},
    Route{"DELETE", "/api/v1/rooms/{room}/invitations/{id}", "deleteInvitation", Bearer, "", delete_invitation},
    Route{"GET", "/api/v1/rooms/{room}/participants", "listParticipants", Bearer, "", list_participants},
    Route{"POST", "/api/v1/rooms/{room}/participants", "joinRoom", Bearer, json_type, join_room},
    Route{"GET", "/api/v1/rooms/{room}/participants/{id}", "getParticipant", Bearer, "", get_participant},
    Route{"PATCH", "/api/v1/rooms/{room}/participants/{id}", "patchParticipant", Bearer, json_type, patch_participant},
    Route{"DELETE", "/api/v1/rooms/{room}/participants/{id}", "removeParticipant", Bearer, "", remove_participant},
    Route{"POST", "/api/v1/rooms/{room}/participants/{id}/away", "leaveForNow", Bearer, "", leave_for_now},
    Route{"DELETE", "/api/v1/rooms/{room}/participants/{id}/invitation", "deleteParticipantInvitation", Bearer, "",
          revoke_invitation_of},
    Route{"GET", "/api/v1/capabilities", "getCapabilities", Bearer, "", get_capabilities},
    Route{"GET", "/api/v1/rooms/{room}/layout", "getLayout", Bearer, "", get_layout},
    Route{"PUT", "/api/v1/rooms/{room}/layout", "putLayout", Bearer, json_type, put_layout},
    Route{"GET", "/api/v1/rooms/{room}/participants/{id}/layout", "getParticipantLayout", Bearer, "",
          get_participant_layout},
    Route{"PUT", "/api/v1/rooms/{room}/participants/{id}/layout", "putParticipantLayout", Bearer, json_type,
          put_participant_layout},
    Route{"DELETE", "/api/v1/rooms/{room}/participants/{id}/layout", "deleteParticipantLayout", Bearer, "",
          delete_participant_layout},
    Route{"POST", "/api/v1/rooms/{room}/participants/{id}/admit", "admitParticipant", Bearer, "", admit_participant},
    Route{"POST", "/api/v1/rooms/{room}/participants/{id}/deny", "denyParticipant", Bearer, "", deny_participant},
    Route{"POST", "/api/v1/rooms/{room}/participants/{id}/unmute-request", "requestUnmute", Bearer, "", request_unmute},
    Route{"POST", "/api/v1/rooms/{room}/mute", "muteOthers", Bearer, json_type, mute_others},
    Route{"GET", "/api/v1/rooms/{room}/messages", "listMessages", Bearer, "", list_messages},
    Route{"POST", "/api/v1/rooms/{room}/messages", "postMessage", Bearer, json_type, post_message},
    Route{"DELETE", "/api/v1/rooms/{room}/messages/{id}", "deleteMessage", Bearer, "", delete_message},
    Route{"POST", "/api/v1/rooms/{room}/participants/{id}/session", "postOffer", Bearer, sdp_type, post_offer},
    Route{"PATCH", "/api/v1/rooms/{room}/participants/{id}/session", "patchSession", Bearer, fragment_type,
          patch_session},
    Route{"DELETE", "/api/v1/rooms/{room}/participants/{id}/session", "deleteSession", Bearer, "", delete_session},
    Route{"GET", "/api/v1/rooms/{room}/events", "readEvents", Bearer, "", read_events},
    Route{"POST", "/api/v1/rooms/{room}/participants/{id}/streams", "postStream", Bearer, json_type, post_stream},
    Route{"POST", "/listen", "postListen", Nobody, form_type, post_listen},
    Route{"POST", "/listen/{act}", "postListenAct", Nobody, form_type, post_listen_act},
    Route{"GET", "/listen/news/{ticket}/{language}", "readListenNews", Nobody, "", read_listen_news},
    Route{"GET", "/streams/{ticket}", "getStream", Nobody, "", get_stream},
    Route{"POST", "/whip/{room}", "postWhip", Bearer, sdp_type, post_device},
    Route{"GET", "/whip/{room}", "getWhip", Nobody, "", get_device_endpoint},
    Route{"OPTIONS", "/whip/{room}", "optionsWhip", Nobody, "", get_device_options},
    Route{"GET", "/whip/{room}/{id}", "getWhipSession", Bearer, "", get_device},
    Route{"PATCH", "/whip/{room}/{id}", "patchWhipSession", Bearer, fragment_type, patch_device},
    Route{"DELETE", "/whip/{room}/{id}", "deleteWhipSession", Bearer, "", delete_device},
    Route{"OPTIONS", "/whip/{room}/{id}", "optionsWhipSession", Nobody, "", get_device_options},
    Route{"POST", "/whep/{room}", "postWhep", Bearer, sdp_type, post_device},
    Route{"GET", "/whep/{room}", "getWhep", Nobody, "", get_device_endpoint},
    Route{"OPTIONS", "/whep/{room}", "optionsWhep", Nobody, "", get_device_options},
    Route{"GET", "/whep/{room}/{id}", "getWhepSession", Bearer, "", get_device},
    Route{"PATCH", "/whep/{room}/{id}", "patchWhepSession", Bearer, fragment_type, patch_device},
    Route{"DELETE", "/whep/{room}/{id}", "deleteWhepSession", Bearer, "", delete_device},
    Route{"OPTIONS", "/whep/{room}/{id}", "optionsWhepSession", Nobody, "", get_device_options},
    Route{"GET", "/api/v1/transparency", "getTransparency", Nobody, "", get_transparency},
    Route{"GET", "/transparency", "getTransparencyPage", Nobody, "", get_transparency_page},
    Route{"GET", "/transparency/{language}", "getTransparencyPageIn", Nobody, "", get_transparency_page_in},
    Route{"GET", "/healthz", "getHealth", Nobody, "", get_health},
    Route{"GET", "/readyz", "getReadiness", Nobody, "", get_readiness},
    Route{"GET", "/metrics", "getMetrics", Nobody, "", get_metrics},
    Route{"GET", "/openapi.yaml", "getContract", Nobody, "", get_contract, true},
    Route{"GET", "/openapi.json", "getContractAsJson", Nobody, "", get_contract_as_json, true},
    Route{"GET", "/reference", "getReference", Nobody, "", get_reference, true},
    Route{"GET", "/", "getPage", Nobody, "", get_page, true},
    Route{"GET", "/join", "getJoinPage", Nobody, "", get_page, true},
    Route{"GET", "/listen", "getListenPage", Nobody, "", get_listen_page, true},
    Route{"GET", "/{file*}", "getPageFile", Nobody, "", get_page_file, true},
};

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace lethe::api
