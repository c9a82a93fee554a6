// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/error.hpp"
#include "mcu/store/store.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/store/folder.hpp"

namespace lethe::store {
namespace {

using testing::SizeIs;

TEST(FullDisk, ChangesAreUnavailableReadingGoesOnAndWithRoomAllIsWell) {
  const Folder folder;
  Store::Options options;
  options.path = folder.file();
  options.argon2 = {8192, 1};
  Store store(options);
  const auto ada = store.accounts.add("ada", "hash", {}, store.now());
  {
    const test::SmallDisk disk(4096);
    try {
      store.accounts.add("bob", "hash", {}, store.now());
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::StoreUnavailable);
      EXPECT_TRUE(error.retry_after);
    }
    EXPECT_THROW(store.accounts.erase(ada.id), Error);
    EXPECT_FALSE(store.usable());
    EXPECT_TRUE(store.accounts.find(ada.id));
    store.attendance.left(store.attendance.arrived("192.0.2.7", "tea"));
    store.attendance.arrived("192.0.2.8", "tea");
    store.settle();
    EXPECT_THAT(store.attendance.rows(), SizeIs(0));
    store.pulse();
    EXPECT_FALSE(store.usable()) << "reading is not enough";
  }
  store.accounts.add("bob", "hash", {}, store.now());
  store.pulse();
  EXPECT_TRUE(store.usable());
  EXPECT_THAT(store.attendance.rows(), SizeIs(2)) << "what could not be written is not lost";
}

// Whoever deletes or replaces the file under a server: what it wrote from then on would be lost at its end.
class LostFile : public testing::TestWithParam<bool> {};

TEST_P(LostFile, IsNoticedAndNothingIsWrittenToIt) {
  const Folder folder;
  Store::Options options;
  options.path = folder.file();
  options.argon2 = {8192, 1};
  Store store(options);
  EXPECT_TRUE(store.usable());
  std::filesystem::rename(folder.file(), folder.file("moved.db"));
  if (GetParam()) Folder::write(folder.file(), "another file");
  testing::internal::CaptureStderr();
  store.settle();
  store.pulse();
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("error store-file-gone"));
  EXPECT_FALSE(store.usable());
  EXPECT_THROW(store.accounts.add("ada", "hash", {}, store.now()), Error);
  std::filesystem::rename(folder.file("moved.db"), folder.file());
  EXPECT_NO_THROW(store.accounts.add("ada", "hash", {}, store.now()));
  store.pulse();
  EXPECT_TRUE(store.usable());
}
INSTANTIATE_TEST_SUITE_P(Ways, LostFile, testing::Values(false, true));

}  // namespace
}  // namespace lethe::store
