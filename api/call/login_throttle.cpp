// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/call/login_throttle.hpp"

#include <algorithm>

namespace lethe::api {
namespace {

constexpr std::size_t known_most = 10'000;

std::string pair_of(const std::string& account, const std::string& address) {
  return account + '\n' + client_network(address);
}

std::string kind_of(const std::string& account, const std::string& address) {
  const bool circuit = address.find(' ') != std::string::npos, ipv6 = address.find(':') != std::string::npos;
  return account + (circuit ? "\ncircuits" : ipv6 ? "\nipv6" : "\nipv4");
}

}  // namespace

std::optional<std::chrono::seconds> LoginThrottle::admit(const std::string& account, const std::string& address,
                                                         Clock::time_point now) {
  const std::string pair = pair_of(account, address);
  const MutexLock lock(mutex_);
  if (const auto wait = networks_.admit(address, now)) return wait;
  if (const auto wait = pairs_.admit(pair, now)) return wait;
  const bool many = accounts_.admit(account, now).has_value();
  if (known_.contains(pair)) return std::nullopt;
  if (total_ == Total::OfEachKind)
    if (const auto wait = totals_.admit(kind_of(account, address), now)) return wait;
  return many ? besieged_pairs_.admit(pair, now) : std::nullopt;
}

void LoginThrottle::give_back(const std::string& account, const std::string& address) {
  const std::string pair = pair_of(account, address);
  const MutexLock lock(mutex_);
  networks_.give_back(address);
  pairs_.give_back(pair);
  accounts_.give_back(account);
  besieged_pairs_.give_back(pair);
  totals_.give_back(kind_of(account, address));
}

void LoginThrottle::succeeded(const std::string& account, const std::string& address, Clock::time_point now) {
  const std::string pair = pair_of(account, address);
  give_back(account, address);
  const MutexLock lock(mutex_);
  if (known_.size() >= known_most && !known_.contains(pair))
    known_.erase(std::min_element(known_.begin(), known_.end(),
                                  [](const auto& a, const auto& b) { return a.second < b.second; }));
  known_[pair] = now;
}

bool LoginThrottle::knows(const std::string& account, const std::string& address) const {
  const MutexLock lock(mutex_);
  return known_.contains(pair_of(account, address));
}

}  // namespace lethe::api
