// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/hashing_line.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lethe::store {
namespace {

constexpr std::size_t places = 8;  // for unknown callers, and as many for known ones
constexpr std::size_t places_of_account = 4;

}  // namespace

HashingLine::Caller* HashingLine::enter(Caller& caller) {
  auto& line = caller.known ? known_ : unknown_;
  line.push_back(&caller);
  std::vector<Caller*> rivals;
  if (!caller.known)
    std::copy_if(line.begin(), line.end(), std::back_inserter(rivals),
                 [&](const Caller* one) { return one->account == caller.account; });
  if (rivals.size() <= places_of_account) {
    if (line.size() <= places) return nullptr;
    rivals.assign(line.begin(), line.end());
  }
  Caller* const unlucky = rivals[randombytes_uniform(static_cast<std::uint32_t>(rivals.size()))];
  std::erase(line, unlucky);
  return unlucky;
}

HashingLine::Caller* HashingLine::next() {
  auto& line = known_.empty() ? unknown_ : known_;
  if (line.empty()) return nullptr;
  Caller* const first = line.front();
  line.pop_front();
  return first;
}

}  // namespace lethe::store
