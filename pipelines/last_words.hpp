// SPDX-License-Identifier: AGPL-3.0-or-later
// How a media process tells why it ends once stderr leads nowhere: by one report on its channel to control. Of signals
// that kill it, control hears from the kernel.
#pragma once

#include <exception>

#include "mcu/wire/report.hpp"

namespace lethe::media {

// From now on a failed CHECK and an exception that nobody catches send a report on the channel `wire_fd`, which stays
// the caller's, before they abort. The first one of any thread is sent; it waits a second at most for space.
void send_last_words_on(int wire_fd);

// The kind of an exception and its errno. Its text may hold something personal.
wire::Report report_of(const std::exception& error);

}  // namespace lethe::media
