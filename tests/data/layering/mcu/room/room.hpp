// SPDX-License-Identifier: AGPL-3.0-or-later
#include "gone.hpp"
#include "mcu/room/model/actor.hpp"
#include "room/model/actor.hpp"
