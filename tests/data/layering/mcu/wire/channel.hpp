// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/pure.hpp"
