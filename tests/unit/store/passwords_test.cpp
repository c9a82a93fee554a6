// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include <ctime>
#include <future>
#include <limits>

#include "mcu/base/error.hpp"
#include "mcu/store/hashing_queue.hpp"

namespace lethe::store {
namespace {

using testing::StartsWith;
constexpr Argon2 cheap{8192, 1};

TEST(Password, IsKeptAsArgon2idWithItsCostAndASaltOfItsOwn) {
  const std::string hash = hash_password(Secret("secret"), cheap);
  EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=8192,t=1,p=1$"));
  EXPECT_NE(hash_password(Secret("secret"), cheap), hash);
  EXPECT_TRUE(verify_password(Secret("secret"), hash));
  EXPECT_FALSE(verify_password(Secret("Secret"), hash));
  EXPECT_FALSE(verify_password(Secret("secret"), ""));
  EXPECT_FALSE(needs_rehash(hash, cheap));
  EXPECT_TRUE(needs_rehash(hash, {8192, 2}));
}

TEST(HashingQueue, NobodysPasswordIsWrongAndTakesAsLong) {
  HashingQueue queue({65'536, 2});
  const std::string hash = queue.hash(Secret("secret"), {"ada"});
  // Time of the processor: a busy machine stretches any other.
  const auto fastest = [&](const std::optional<std::string>& known) {
    auto best = std::numeric_limits<std::clock_t>::max();
    for (int i = 0; i < 5; ++i) {
      const std::clock_t start = std::clock();
      EXPECT_FALSE(queue.verify(Secret("guess"), known, {"ada"}));
      best = std::min(best, std::clock() - start);
    }
    return static_cast<double>(best);
  };
  const double wrong = fastest(hash), nobodys = fastest({});
  EXPECT_NEAR(nobodys / wrong, 1.0, 0.5);
  EXPECT_FALSE(queue.verify(Secret("nobody's"), {}, {"ada"})) << "even if one knew what is hashed instead";
}

TEST(HashingQueue, CrowdIsTurnedAwayAndThoseWhoAreKnownHavePlacesOfTheirOwn) {
  HashingQueue queue({65'536, 4});
  std::vector<std::future<bool>> crowd;
  const auto guess = [&](const std::string& account) {
    return std::async(std::launch::async, [&queue, account] {
      try {
        queue.verify(Secret("guess"), {}, {account});
        return true;
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::Busy);
        return false;
      }
    });
  };
  for (int i = 0; i < 30; ++i) crowd.push_back(guess("ada"));
  const std::string hash = queue.hash(Secret("secret"), {"ada", true});
  EXPECT_TRUE(queue.verify(Secret("secret"), hash, {"ada", true}));
  int served = 0;
  for (auto& one : crowd) served += one.get() ? 1 : 0;
  EXPECT_GE(served, 4);
  EXPECT_LT(served, 30);
}

}  // namespace
}  // namespace lethe::store
