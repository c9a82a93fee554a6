// SPDX-License-Identifier: AGPL-3.0-or-later
// Bits per second as a type of its own, so that it cannot be confused with kilobits, bytes or packets.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace lethe::congestion {

using Seconds = std::chrono::duration<double>;

class BitRate {
 public:
  constexpr BitRate() = default;
  static constexpr BitRate kbit(double value) { return BitRate(value * 1000); }
  static constexpr BitRate of(std::size_t bytes, Seconds time) {
    return BitRate(static_cast<double>(bytes) * 8 / time.count());
  }

  constexpr double kbit() const { return bits_ / 1000; }
  constexpr std::size_t bytes_in(Seconds time) const { return static_cast<std::size_t>(bits_ / 8 * time.count()); }
  constexpr Seconds time_of(std::size_t bytes) const { return Seconds(static_cast<double>(bytes) * 8 / bits_); }
  constexpr BitRate operator*(double factor) const { return BitRate(bits_ * factor); }
  constexpr BitRate operator+(BitRate other) const { return BitRate(bits_ + other.bits_); }
  constexpr double operator/(BitRate other) const { return bits_ / other.bits_; }
  constexpr auto operator<=>(const BitRate&) const = default;

 private:
  constexpr explicit BitRate(double bits) : bits_(bits) {}
  double bits_ = 0;
};

}  // namespace lethe::congestion
