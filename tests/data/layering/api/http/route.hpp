// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gst/gst.h>

#include "mcu/room/model/actor.hpp"
