// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/wire/channel.hpp"
#include "mcu/wire/message.hpp"
