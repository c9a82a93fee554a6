// SPDX-License-Identifier: AGPL-3.0-or-later
// What SQLite gives back to the file system is overwritten in place before: the end of a file that becomes shorter, and
// a file that is deleted (the write-ahead log at the end of a run). Otherwise blocks that no file refers to would keep
// deleted rows. Holds for all databases that this process opens from then on. Call it before the first; any thread.
#pragma once

namespace lethe::store {

// Throws std::runtime_error if SQLite is not the one for Unix. If something cannot be overwritten, SQLite does not give
// it back, and reports an error.
void overwrite_what_sqlite_releases();

}  // namespace lethe::store
