// SPDX-License-Identifier: AGPL-3.0-or-later
// The answer to a media session. A plain value.
#pragma once

#include <string>
#include <vector>

#include "mcu/room/model/participant_documents.hpp"

namespace lethe::room {

struct SessionAnswer {
  std::string sdp;
  std::string etag;  // of the ICE session, without quotes; changes with every offer and ICE restart
  std::vector<IceServer> ice_servers = {};  // for the client, with an offer's answer only
};

}  // namespace lethe::room
