// SPDX-License-Identifier: AGPL-3.0-or-later
// One media section of a session description in GstSDP's form. Any thread.
#pragma once

#include <gst/sdp/gstsdpmessage.h>

#include "pipelines/sdp/sdp.hpp"

namespace lethe::transport {

using SdpAttributes = std::vector<std::pair<std::string_view, std::string_view>>;

// The last direction among the attributes, or `otherwise`.
Direction read_direction(const SdpAttributes& attributes, Direction otherwise = {});

// Everything except the transport; `usual` is the session's direction (RFC 8866, 6.7). Throws Error InvalidSdp.
SdpSection read_section(const GstSDPMedia& media, const SdpAttributes& attributes, Direction usual);

}  // namespace lethe::transport
