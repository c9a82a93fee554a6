// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/call/pins.hpp"

#include "mcu/base/error.hpp"
#include "mcu/store/password.hpp"

namespace lethe::api {

std::string Pins::hash(const Secret& pin) {
  const std::string& digits = pin.reveal();
  if (digits.empty()) return {};
  if (digits.size() < 4 || digits.size() > 12 || digits.find_first_not_of("0123456789") != std::string::npos)
    throw Error(Code::InvalidField, {}, {{"/pin", "must be 4 to 12 digits, or empty for none"}});
  const MutexLock lock(mutex_);
  return store::hash_password(pin, store::pin_cost);
}

void Pins::check(const std::string& room, const std::string& address, const std::optional<Secret>& given,
                 const std::string& hash) {
  if (!given) throw Error(Code::WrongPin);
  const auto now = LoginThrottle::Clock::now();
  if (const auto wait = throttle_.admit(room, address, now)) {
    Error error(Code::TooManyRequests);
    error.retry_after = *wait;
    throw error;
  }
  const MutexLock lock(mutex_);
  if (!store::verify_password(*given, hash)) throw Error(Code::WrongPin);
  throttle_.succeeded(room, address, now);
}

}  // namespace lethe::api
