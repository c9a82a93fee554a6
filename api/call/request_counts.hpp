// SPDX-License-Identifier: AGPL-3.0-or-later
// Counts the requests of each operation by status and error code. All three come from tables, so nothing that a client
// sends becomes a label. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>
#include <tuple>

namespace lethe::api {

class RequestCounts {
 public:
  using Key = std::tuple<std::string_view, int, std::string_view>;  // operation, status, code; texts of tables
  void add(const Key& key) {
    const std::lock_guard lock(mutex_);
    ++counts_[key];
  }
  std::map<Key, std::uint64_t> all() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<Key, std::uint64_t> counts_;
};

}  // namespace lethe::api
