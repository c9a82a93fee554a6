// SPDX-License-Identifier: AGPL-3.0-or-later
// Starts GStreamer for a process that may open no file afterwards.
#pragma once

namespace lethe::gst {

// While the process still has one thread and may read files: initialises GStreamer without a registry (no file is
// scanned or written), loads the two codec plugins by path and nothing else, and encodes once in each codec so that
// nothing loads lazily later. Doing it again changes nothing. Throws Error Internal when a plugin is missing.
void warm_up();

}  // namespace lethe::gst
