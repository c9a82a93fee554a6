// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/frame.hpp"
#include <Poco/Net/HTTPServer.h>
#include <gst/gst.h>
