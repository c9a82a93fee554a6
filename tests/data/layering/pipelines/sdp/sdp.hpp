// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gst/sdp/gstsdpmessage.h>

#include "pipelines/base/frame.hpp"
