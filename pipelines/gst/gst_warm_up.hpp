// SPDX-License-Identifier: AGPL-3.0-or-later
// Starts GStreamer for a process that may not open files afterwards.
#pragma once

namespace lethe::gst {

// Call while the process has one thread and may read files. Initialises GStreamer without a registry (no file is
// scanned or written), loads only the two codec plugins by path, and encodes once in each codec so that nothing loads
// lazily later. Further calls do nothing. Throws Error Internal when a plugin is missing.
void warm_up();

}  // namespace lethe::gst
