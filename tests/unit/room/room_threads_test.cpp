// SPDX-License-Identifier: AGPL-3.0-or-later
// Debug builds and sanitizers abort where rooms or their services are used on another thread than control's.
#include <thread>

#include "tests/unit/room/service/service_fixture.hpp"

#ifdef LETHE_THREAD_CHECKS

namespace lethe::room {
namespace {

class RoomThreadsDeathTest : public ServiceTest {
 protected:
  // The child process of a death test begins anew: this one has threads.
  RoomThreadsDeathTest() { testing::GTEST_FLAG(death_test_style) = "threadsafe"; }
  template <class Task>
  static void elsewhere(Task task) {
    std::thread(task).join();
  }
};

TEST_F(RoomThreadsDeathTest, AbortWhereAnotherThreadAsksForARoomOrACredential) {
  const auto room = new_room();
  EXPECT_DEATH(elsewhere([&] { service.rooms().read(front, room.id); }), "CHECK failed: .*hall\\.cpp");
  EXPECT_DEATH(elsewhere([&] { service.authenticate(Secret("lk_front")); }), "CHECK failed: .*service\\.cpp");
}

TEST_F(RoomThreadsDeathTest, AbortWhereAnotherThreadTellsOfMedia) {
  connect(join(new_room(), "Ada"));
  EXPECT_DEATH(elsewhere([&] { media.last().listener->on_media_event(wire::Levels{}); }), "CHECK failed: .*room\\.cpp");
}

}  // namespace
}  // namespace lethe::room

#endif
