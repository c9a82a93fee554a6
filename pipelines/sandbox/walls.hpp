// SPDX-License-Identifier: AGPL-3.0-or-later
// The walls, one function each. raise_walls calls them in this order before the libraries are loaded, lock_down the
// last two. All throw std::runtime_error or std::system_error naming the failure.
#pragma once

namespace lethe::sandbox {

void scrub_environment();  // wipes the strings, too: control may have its API key there
void close_descriptors();  // all above 3
void check_descriptors();  // 0 to 3: no file may be open for writing; /dev/null for a log file and for what is closed
void drop_privileges();    // as root to nobody; any capability of any user
void restrict_process();   // prctl: no new privileges, not dumpable, dies with its parent
void limit_resources();    // file size 0, core 0, descriptors 4096

// Just before the filter. /dev/null on 0, 1 and 2, and in place of what a library may have opened above 3 while it was
// loaded: a terminal, or a socket of this machine's that somebody else listens on, such as the logger's. `nowhere` is
// /dev/null, open for both directions.
void lead_nowhere(int nowhere);

// Just before the filter. Keeps the number of bytes that the kernel says this process has written to disks
// (loading libraries updates access times), for an auditor. It is kept as RLIMIT_LOCKS, which Linux does not use
// otherwise and nobody can raise.
void keep_written_bytes();

}  // namespace lethe::sandbox
