// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/pool.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>

#include "mcu/base/error.hpp"

namespace lethe::worker {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Listener : room::MediaListener {
  void on_media_event(const wire::Event& event) override { events.push_back(event); }
  void on_media_lost() override {
    ++lost;
    if (when_lost) when_lost();
  }
  std::vector<wire::Event> events;
  int lost = 0;
  std::function<void()> when_lost;
};

class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    std::string pattern = (fs::temp_directory_path() / "lethe-pool-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~PoolTest() override {
    fs::remove_all(folder);
    // Whatever the pool did: it has left neither a process nor a zombie.
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
  }

  Options options(const std::string& behaviour, int warm = 1) {
    fs::create_symlink(LETHE_FAKE_WORKER, folder / behaviour);
    Options made;
    made.program = folder / behaviour;
    made.warm = warm;
    made.timing.heartbeat = 20ms;
#ifdef LETHE_SANITIZED  // a program that is slow is not silent
    made.timing.silent_at_most = 2000ms;
#else
    made.timing.silent_at_most = 200ms;
#endif
    made.timing.ends_within = 300ms;
    made.timing.backoff_first = 10ms;
    made.timing.backoff_most = 40ms;
    return made;
  }

  // Runs the loop until `condition` holds; the test's own timeout is the watchdog.
  void run_until(const std::function<bool()>& condition) {
    Loop::Timer timer{};
    timer = loop.every(1ms, [&] {
      if (!condition()) return;
      loop.cancel(timer);  // a second stop would end the next run
      loop.stop();
    });
    loop.run();
  }

  std::string ask(room::MediaSession& session, const wire::Command& command) {
    std::string said;
    session.send(command, [&](const wire::Reply& reply) {
      if (const auto* answer = std::get_if<wire::Answer>(&reply))
        said = answer->sdp;
      else if (const auto* failure = std::get_if<wire::Failure>(&reply))
        said = failure->code;
      else
        said = "done";
    });
    EXPECT_EQ(said, "") << "replies come later, not while sending";
    run_until([&] { return !said.empty(); });
    return said;
  }

  Loop loop;
  fs::path folder;
};

TEST_F(PoolTest, AWarmWorkerAnswersEachCommandOnceAndTellsEvents) {
  Pool pool(loop, options("obedient"));
  EXPECT_FALSE(pool.ready());
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  EXPECT_EQ(ask(*session, wire::Offer{1, "one"}), "answer to one");
  EXPECT_EQ(ask(*session, wire::Offer{1, "bad"}), "invalid-sdp");
  EXPECT_EQ(ask(*session, wire::Hush{}), "done");
  session->show({.revision = 7, .views = {}, .parts = {}});
  run_until([&] { return !listener.events.empty(); });
  ASSERT_THAT(listener.events, testing::SizeIs(1));
  EXPECT_EQ(std::get<wire::LayoutShown>(listener.events[0]).revision, 7u);
  EXPECT_EQ(listener.lost, 0);
}

TEST_F(PoolTest, WhatIsTooLargeForAPacketIsAnsweredAndEndsNobody) {
  Pool pool(loop, options("obedient"));
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  const std::string grows(wire::sdp_limit, '"');  // each takes two bytes in a packet
  EXPECT_EQ(ask(*session, wire::Offer{1, grows}), "body-too-large");
  EXPECT_EQ(ask(*session, wire::Trickle{1, grows}), "body-too-large");
  EXPECT_EQ(ask(*session, wire::Offer{1, "one"}), "answer to one");
  EXPECT_EQ(listener.lost, 0);
}

TEST_F(PoolTest, OfAWorkerThatNeverStopsTalkingABoundedPartIsReadBetweenHeartbeats) {
  Options flooding = options("flooding");
  flooding.timing.heartbeat = 100ms;
  flooding.timing.silent_at_most = 1000ms;
  Pool pool(loop, flooding);
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  session->show({.revision = 1, .views = {}, .parts = {}});
  run_until([&] { return !listener.events.empty(); });
  int beats = 0;
  const auto timer = loop.every(flooding.timing.heartbeat, [&] { ++beats; });
  run_until([&] { return beats == 5; });
  loop.cancel(timer);
  const std::size_t bytes = wire::encode(wire::Levels{std::vector<wire::Level>(1000)}).size();
  EXPECT_LT(listener.events.size() * bytes, 7 * 4'500'000u) << "4 MiB a heartbeat";
  run_until([&] { return listener.events.size() * bytes > 2 * 4'500'000u; });  // it is read on after a heartbeat
  EXPECT_EQ(listener.lost, 0);
}

TEST_F(PoolTest, AWorkerSeesNoEnvironmentNoInputAndNoOtherDescriptor) {
  // One of ours without close-on-exec, which a careless spawn would hand down.
  const int leak = ::dup(STDERR_FILENO);
  Pool pool(loop, options("obedient"));
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  EXPECT_EQ(ask(*session, wire::Offer{1, "surroundings"}), "0 0 empty");
  ::close(leak);
}

TEST_F(PoolTest, TellsWhatEachWarmAndTakenWorkerSaidOfItsWalls) {
  Pool pool(loop, options("obedient"));
  EXPECT_TRUE(pool.walls().empty());
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  run_until([&] { return pool.ready(); });
  const auto walls = pool.walls();
  ASSERT_EQ(walls.size(), 2U);
  for (const auto& ready : walls) {
    EXPECT_GT(ready.attempts, 0);
    EXPECT_EQ(ready.refused, ready.attempts);
  }
}

TEST_F(PoolTest, WhenNoWorkerIsWarmARoomIsToldToComeBack) {
  Pool pool(loop, options("obedient"));
  Listener listener;
  try {
    pool.open(listener);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::MediaUnavailable);
    EXPECT_EQ(error.retry_after, 1s);
  }
}

TEST_F(PoolTest, ATakenWorkerIsReplacedByAnotherWarmOne) {
  Pool pool(loop, options("obedient", 2));
  run_until([&] { return pool.ready() && pool.processes() == 2; });
  Listener one, two;
  const auto first = pool.open(one);
  run_until([&] { return pool.ready() && pool.processes() == 3; });
  const auto second = pool.open(two);
  EXPECT_EQ(ask(*first, wire::Offer{1, "one"}), "answer to one");
  EXPECT_EQ(ask(*second, wire::Offer{1, "two"}), "answer to two");
}

// As after a restart, when the people of all rooms come back at once.
TEST_F(PoolTest, AsManyStartAtOnceAsRoomsAskedInVainUpToABound) {
  Options patient = options("obedient", 1);
  patient.timing.silent_at_most = 2000ms;  // eight programs that start at once are slow to say a first word
  Pool pool(loop, patient);
  std::array<Listener, 20> rooms;
  const auto ask_for = [&](std::size_t from, std::size_t until) {
    std::vector<std::unique_ptr<room::MediaSession>> got;
    for (std::size_t i = from; i < until; ++i) try {
        got.push_back(pool.open(rooms[i]));
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::MediaUnavailable);
      }
    return got;
  };
  EXPECT_THAT(ask_for(0, 3), testing::SizeIs(0));
  EXPECT_THAT(ask_for(0, 3), testing::SizeIs(0)) << "the same rooms, asking again";
  run_until([&] { return pool.walls().size() == 3; });
  EXPECT_EQ(pool.processes(), 3U);
  const auto first = ask_for(0, 3);
  EXPECT_THAT(first, testing::SizeIs(3));
  run_until([&] { return pool.walls().size() == 4; });
  EXPECT_EQ(pool.processes(), 4U) << "and then one waits warm, as before";
  const auto one = ask_for(3, rooms.size());
  EXPECT_THAT(one, testing::SizeIs(1));
  run_until([&] { return pool.walls().size() == 12; });
  EXPECT_EQ(pool.processes(), 12U) << "eight at once";
}

TEST_F(PoolTest, TheEndOfASessionEndsItsProcess) {
  Pool pool(loop, options("obedient", 1));
  run_until([&] { return pool.ready(); });
  Listener listener;
  auto session = pool.open(listener);
  run_until([&] { return pool.ready() && pool.processes() == 2; });
  session.reset();
  run_until([&] { return pool.processes() == 1; });
  EXPECT_EQ(listener.lost, 0);
}

TEST_F(PoolTest, AProcessThatDoesNotEndWithItsSessionIsKilled) {
  Pool pool(loop, options("stubborn", 1));
  run_until([&] { return pool.ready(); });
  Listener listener;
  auto session = pool.open(listener);
  run_until([&] { return pool.ready() && pool.processes() == 2; });
  session.reset();
  run_until([&] { return pool.processes() == 1; });
  EXPECT_EQ(listener.lost, 0);
}

TEST_F(PoolTest, OutstandingRepliesFailWithTheSession) {
  Pool pool(loop, options("obedient"));
  run_until([&] { return pool.ready(); });
  Listener listener;
  auto session = pool.open(listener);
  std::vector<wire::Reply> replies;
  session->send(wire::Offer{1, "one"}, [&](const wire::Reply& reply) { replies.push_back(reply); });
  session.reset();
  ASSERT_THAT(replies, testing::SizeIs(1));
  EXPECT_EQ(std::get<wire::Failure>(replies[0]).code, "media-unavailable");
}

// What becomes of a session whose worker does `behaviour` when it is told a scene.
class FailingWorker : public PoolTest, public testing::WithParamInterface<const char*> {};

TEST_P(FailingWorker, IsLostOnceItsRepliesFailAndAnotherTakesItsPlace) {
  Pool pool(loop, options(GetParam()));
  run_until([&] { return pool.ready(); });
  Listener listener;
  std::unique_ptr<room::MediaSession> session = pool.open(listener);
  std::vector<std::string> order;
  listener.when_lost = [&] {
    order.push_back("lost");
    session.reset();  // allowed from within
  };
  session->show({.revision = 1, .views = {}, .parts = {}});
  session->send(wire::Offer{1, "one"},
                [&](const wire::Reply& reply) { order.push_back(std::get<wire::Failure>(reply).code); });
  run_until([&] { return listener.lost > 0 && pool.ready() && pool.processes() == 1; });
  EXPECT_EQ(listener.lost, 1);
  EXPECT_THAT(order, testing::ElementsAre("media-unavailable", "lost"));
  Listener next;
  EXPECT_EQ(ask(*pool.open(next), wire::Offer{1, "again"}), "answer to again");
}

INSTANTIATE_TEST_SUITE_P(Behaviours, FailingWorker, testing::Values("crashing", "silent", "babbling"),
                         [](const auto& each) { return std::string(each.param); });

TEST_F(PoolTest, WhatIsSentAfterTheProcessDiedFailsToo) {
  Pool pool(loop, options("crashing"));
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  session->show({.revision = 1, .views = {}, .parts = {}});
  run_until([&] { return listener.lost > 0; });
  EXPECT_EQ(ask(*session, wire::Offer{1, "late"}), "media-unavailable");
  EXPECT_EQ(listener.lost, 1);
}

// A worker that must not serve.
class UnfitWorker : public PoolTest, public testing::WithParamInterface<const char*> {};

TEST_P(UnfitWorker, IsNeverUsedAndTriedAgainEverMoreSlowly) {
  Options unfit = options(GetParam());
  unfit.timing.ready_within = 100ms;
  Pool pool(loop, unfit);
  int ticks = 0;
  const auto seen = loop.every(1ms, [&] { EXPECT_FALSE(pool.ready()); });
  run_until([&] { return ++ticks == 300; });
  loop.cancel(seen);
  EXPECT_LE(pool.processes(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Behaviours, UnfitWorker, testing::Values("early", "mute", "stranger", "open"),
                         [](const auto& each) { return std::string(each.param); });

TEST_F(PoolTest, AProgramThatDoesNotExistIsNoBusyLoop) {
  Options missing = options("obedient");
  missing.program = folder / "nothing";
  Pool pool(loop, missing);
  int ticks = 0;
  run_until([&] { return ++ticks == 100; });
  EXPECT_FALSE(pool.ready());
  EXPECT_EQ(pool.processes(), 0u);
}

TEST_F(PoolTest, ManyLargePacketsPassThoughTheSocketHoldsFew) {
  Pool pool(loop, options("obedient"));
  run_until([&] { return pool.ready(); });
  Listener listener;
  const auto session = pool.open(listener);
  int answers = 0;
  for (int i = 0; i < 100; ++i)
    session->send(wire::Offer{1, std::string(60'000, 'x')},
                  [&](const wire::Reply& reply) { answers += std::holds_alternative<wire::Answer>(reply) ? 1 : 0; });
  run_until([&] { return answers == 100; });
  EXPECT_EQ(listener.lost, 0);
}

TEST_F(PoolTest, ThousandsOfSessionsWouldLeaveNoDescriptor) {
  const auto descriptors = [] {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
  };
  const auto before = descriptors();
  {
    Pool pool(loop, options("obedient"));
    for (int i = 0; i < 20; ++i) {
      run_until([&] { return pool.ready(); });
      Listener listener;
      pool.open(listener);
    }
  }
  EXPECT_EQ(descriptors(), before);
}

}  // namespace
}  // namespace lethe::worker
