// SPDX-License-Identifier: AGPL-3.0-or-later
// One media section of a session description, as GstSDP has it. Any thread.
#pragma once

#include <gst/sdp/gstsdpmessage.h>

#include "pipelines/transport/sdp.hpp"

namespace lethe::transport {

using SdpAttributes = std::vector<std::pair<std::string_view, std::string_view>>;

// All but what belongs to the transport. Throws Error InvalidSdp.
SdpSection read_section(const GstSDPMedia& media, const SdpAttributes& attributes);

}  // namespace lethe::transport
