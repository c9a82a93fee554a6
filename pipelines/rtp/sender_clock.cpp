// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/sender_clock.hpp"

namespace lethe::transport {
namespace {

constexpr std::int64_t nano = 1'000'000'000;
constexpr std::uint64_t seconds_1900_to_1970 = 2'208'988'800;

}  // namespace

std::chrono::nanoseconds ntp_to_time(std::uint64_t ntp) {
  const auto fraction = static_cast<std::int64_t>((ntp & 0xffffffff) * nano >> 32);
  return std::chrono::nanoseconds(static_cast<std::int64_t>(ntp >> 32) * nano + fraction);
}

std::optional<std::chrono::nanoseconds> SenderClock::time_of(std::uint32_t rtp_timestamp) const {
  if (!known_) return std::nullopt;
  const std::int64_t ticks = static_cast<std::int32_t>(rtp_timestamp - rtp_timestamp_);
  return ntp_to_time(ntp_) + std::chrono::nanoseconds(ticks * nano / clock_rate_);
}

std::uint64_t ntp_at(media::Time at) {
  static const std::chrono::nanoseconds offset =
      std::chrono::system_clock::now().time_since_epoch() - media::Clock::now().time_since_epoch();
  const std::int64_t since_1970 = (at.time_since_epoch() + offset).count();
  const std::uint64_t seconds = static_cast<std::uint64_t>(since_1970 / nano) + seconds_1900_to_1970;
  const auto rest = static_cast<std::uint64_t>(since_1970 % nano);
  return seconds << 32 | (rest << 32) / nano;
}

}  // namespace lethe::transport
