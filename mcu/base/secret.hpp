// SPDX-License-Identifier: AGPL-3.0-or-later
// A string that must not be printed. Prints as ***, compares in constant time, and is wiped when it is destroyed or
// moved from. Wiping covers the whole capacity, because a string that was moved from or shortened still holds its
// bytes.
#pragma once

#include <string.h>

#include <ostream>
#include <string>
#include <string_view>

namespace lethe {

// Overwrites a string and its reserved capacity in a way that no compiler optimises away, then empties it.
inline void wipe(std::string& text) noexcept {
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string&& value) : value_(std::move(value)) { lethe::wipe(value); }
  explicit Secret(std::string_view value) : value_(value) {}
  explicit Secret(const char* value) : value_(value) {}
  explicit Secret(const std::string& value) : value_(value) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      value_ = std::move(other.value_);
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  // The value itself. Every call is a place to check in an audit.
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend bool operator==(const Secret& a, const Secret& b) {
    if (a.value_.size() != b.value_.size()) return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.value_.size(); ++i)
      difference = static_cast<unsigned char>(difference | (a.value_[i] ^ b.value_[i]));
    return difference == 0;
  }
  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

 private:
  void wipe() noexcept { lethe::wipe(value_); }
  std::string value_;
};

}  // namespace lethe
