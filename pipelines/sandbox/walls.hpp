// SPDX-License-Identifier: AGPL-3.0-or-later
// The walls that are raised before the libraries are loaded, one function each; raise_walls calls them in this order,
// but the last. All throw std::runtime_error or std::system_error naming what failed.
#pragma once

namespace lethe::sandbox {

void scrub_environment();  // wipes the strings too: the control process may hold its API key there
void close_descriptors();  // all above 3
void check_descriptors();  // 0 to 3: no file may be open for writing; a log file is swapped for /dev/null
void drop_privileges();    // as root to nobody; any capability of any user
void restrict_process();   // prctl: no new privileges, not dumpable, dies with its parent
void limit_resources();    // file size 0, core 0, descriptors 4096

// Just before the filter: keeps for an auditor, as RLIMIT_LOCKS, which Linux has no other use for and nobody can raise,
// the bytes that the kernel says this process has caused to go to disks. Loading libraries marks when they were last
// read.
void keep_written_bytes();

}  // namespace lethe::sandbox
