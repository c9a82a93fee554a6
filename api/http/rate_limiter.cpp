// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/rate_limiter.hpp"

#include <Poco/Net/IPAddress.h>
#include <arpa/inet.h>

#include <algorithm>
#include <cmath>

namespace lethe::api {

RateLimiter::RateLimiter(int per_minute, int at_once, std::size_t clients_most)
    : capacity_(at_once), per_second_(per_minute / 60.0), clients_most_(clients_most) {}

RateLimiter::Bucket& RateLimiter::bucket(const std::string& key, Clock::time_point now) {
  if (const auto at = table_.find(key); at != table_.end()) {
    by_use_.splice(by_use_.end(), by_use_, at->second.place);
    return at->second;
  }
  // Forgetting the client with the longest silence gives it a full bucket, the mildest possible error.
  if (table_.size() >= clients_most_) {
    table_.erase(by_use_.front());
    by_use_.pop_front();
  }
  by_use_.push_back(key);
  return table_.emplace(key, Bucket{capacity_, now, std::prev(by_use_.end())}).first->second;
}

std::optional<std::chrono::seconds> RateLimiter::admit(const std::string& address, Clock::time_point now) {
  Bucket& b = bucket(client_network(address), now);
  b.tokens = std::min(capacity_, b.tokens + std::chrono::duration<double>(now - b.filled).count() * per_second_);
  b.filled = now;
  if (b.tokens >= 1.0) {
    b.tokens -= 1.0;
    return std::nullopt;
  }
  return std::chrono::seconds(std::max(1L, std::lround(std::ceil((1.0 - b.tokens) / per_second_))));
}

void RateLimiter::give_back(const std::string& address) {
  const auto at = table_.find(client_network(address));
  if (at != table_.end()) at->second.tokens = std::min(capacity_, at->second.tokens + 1.0);
}

bool RateLimiter::knows(const std::string& address) const { return table_.contains(client_network(address)); }

namespace {
std::string network(const std::string& address, std::size_t bytes) {
  in6_addr parsed;
  if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1 || IN6_IS_ADDR_V4MAPPED(&parsed)) return address;
  return std::string(reinterpret_cast<const char*>(parsed.s6_addr), bytes);
}
}  // namespace

std::string client_network(const std::string& address) { return network(address, 8); }
std::string wide_network(const std::string& address) { return network(address, 6); }

std::string public_network(const std::string& address) {
  Poco::Net::IPAddress parsed;
  const bool internal = Poco::Net::IPAddress::tryParse(address, parsed) &&
                        (parsed.isLoopback() || parsed.isSiteLocal() || parsed.isLinkLocal() ||
                         (parsed.af() == AF_INET6 && parsed.isUnicast() && address.starts_with("fd")));
  return internal ? std::string() : client_network(address);
}

}  // namespace lethe::api
