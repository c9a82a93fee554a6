// SPDX-License-Identifier: AGPL-3.0-or-later
// HTTP responses of a media session, of participants and devices (RFC 9725). Pure.
#pragma once

#include "api/http/http_message.hpp"
#include "mcu/room/service/service.hpp"

namespace lethe::api {

// 201 with the SDP answer, the path of the session, its entity tag and the ICE servers.
Response session_created(const std::string& location, const room::SessionAnswer& answer);

// 204 for a trickle; 200 with a fragment and a new tag for an ICE restart.
Response trickled(const room::SessionAnswer& answer);

}  // namespace lethe::api
