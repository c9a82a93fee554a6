// SPDX-License-Identifier: AGPL-3.0-or-later
#include <yaml-cpp/yaml.h>
#include <sys/socket.h>
#include <vector>
