// SPDX-License-Identifier: AGPL-3.0-or-later
#include <sys/socket.h>
#include <yaml-cpp/yaml.h>

#include <vector>
