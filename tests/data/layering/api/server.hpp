// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/cellar/barrel.hpp"
#include "pipelines/base/frame.hpp"
