// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/accounts.hpp"

#include "mcu/base/error.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::store {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class AccountsTest : public testing::Test {
 protected:
  const room::WallTime monday{std::chrono::seconds(1'800'000'000)};
  Folder folder;
  Database database{folder.file()};
  Accounts accounts{database};
};

TEST_F(AccountsTest, NameIsTakenOnce) {
  accounts.add("ada", "hash", {}, monday);
  try {
    accounts.add("ada", "other", {}, monday);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::NameTaken);
  }
  EXPECT_EQ(accounts.password_of("ada")->hash, "hash");
  EXPECT_FALSE(accounts.password_of("bob"));
}

TEST_F(AccountsTest, SessionEndsWithItsTime) {
  const auto ada = accounts.add("ada", "hash", {}, monday);
  accounts.open_session(ada.id, "token", {monday, monday + 1h});
  EXPECT_EQ(accounts.account_of("token", monday + 59min), ada.id);
  EXPECT_FALSE(accounts.account_of("token", monday + 1h));
  accounts.purge_sessions(monday + 1h);
  EXPECT_THAT(accounts.sessions(ada.id), IsEmpty());
}

TEST_F(AccountsTest, AccountHoldsAHundredSessionsAndTheOldestGoes) {
  const auto ada = accounts.add("ada", "hash", {}, monday);
  for (int i = 0; i < 101; ++i)
    accounts.open_session(ada.id, "token" + std::to_string(i), {monday + i * 1s, monday + 24h});
  EXPECT_THAT(accounts.sessions(ada.id), SizeIs(100));
  EXPECT_FALSE(accounts.account_of("token0", monday));
  EXPECT_TRUE(accounts.account_of("token100", monday));
}

TEST_F(AccountsTest, SessionOfAnErasedAccountCannotBeOpened) {
  const auto ada = accounts.add("ada", "hash", {}, monday);
  EXPECT_TRUE(accounts.erase(ada.id));
  EXPECT_THROW(accounts.open_session(ada.id, "token", {monday, monday + 1h}), Error);
  EXPECT_FALSE(accounts.erase(ada.id));
}

TEST_F(AccountsTest, NothingOfAnErasedAccountIsLeftInAnyFile) {
  std::vector<std::string> ids;
  for (int i = 0; i < 300; ++i)
    ids.push_back(accounts.add("someone" + std::to_string(i), std::string(90, 'h'), {}, monday).id);
  const auto ada = accounts.add("ada-to-be-erased", "hash-to-be-erased", "mail-to-be-erased@x.invalid", monday);
  accounts.open_session(ada.id, "token-to-be-erased", {monday, monday + 1h});
  ASSERT_THAT(folder.bytes(), HasSubstr("-to-be-erased"));
  accounts.erase(ada.id);
  EXPECT_THAT(folder.bytes(), Not(HasSubstr("-to-be-erased")));
  EXPECT_THAT(folder.bytes(), Not(HasSubstr(ada.id)));
  EXPECT_TRUE(accounts.find(ids.front()));
}

}  // namespace
}  // namespace lethe::store
