// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wire/channel.hpp"
#include "wire/message.hpp"
#include "base/pure.hpp"
