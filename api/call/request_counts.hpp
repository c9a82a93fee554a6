// SPDX-License-Identifier: AGPL-3.0-or-later
// Counts the requests of each operation by status and error code. All three come from tables, so nothing that a client
// sends becomes a label. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>

#include "mcu/base/mutex.hpp"

namespace lethe::api {

class RequestCounts {
 public:
  using Key = std::tuple<std::string_view, int, std::string_view>;  // operation, status, code; texts of tables
  void add(const Key& key) {
    const MutexLock lock(mutex_);
    ++counts_[key];
  }
  std::map<Key, std::uint64_t> all() const {
    const MutexLock lock(mutex_);
    return counts_;
  }

 private:
  mutable Mutex mutex_;
  std::map<Key, std::uint64_t> counts_ GUARDED_BY(mutex_);
};

}  // namespace lethe::api
