// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/call/control_call.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace lethe::api {
namespace {

using std::chrono::milliseconds;

class ControlCall : public testing::Test {
 protected:
  void run() {
    thread = std::thread([this] { loop.run(); });
  }
  void TearDown() override {
    if (!thread.joinable()) return;
    loop.stop();
    thread.join();
  }
  static Code code_of(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.code();
    }
    return Code::Internal;
  }
  Loop loop;
  std::stop_source stop;
  ControlThread control{loop, stop.get_token()};
  std::thread thread;
};

TEST_F(ControlCall, FunctionRunsOnTheControlThreadAndItsResultComesBack) {
  run();
  EXPECT_EQ(ask(control, [] { return std::this_thread::get_id(); }), thread.get_id());
}

TEST_F(ControlCall, ErrorThrownThereArrivesHere) {
  run();
  EXPECT_EQ(code_of([&] { ask(control, []() -> int { throw Error(Code::RoomFull); }); }), Code::RoomFull);
  EXPECT_EQ(code_of([&] { ask(control, []() -> int { throw std::runtime_error("x"); }); }), Code::Internal);
}

TEST_F(ControlCall, FunctionWhoseCallerGaveUpNeverRuns) {
  control.patience = milliseconds(1);
  bool ran = false;
  EXPECT_EQ(code_of([&] { ask(control, [&] { ran = true; }); }), Code::Busy);
  control.patience = milliseconds(2000);
  run();
  ask(control, [] {});
  EXPECT_FALSE(ran);
}

TEST_F(ControlCall, CallerStaysWhileItsFunctionRuns) {
  run();
  control.patience = milliseconds(200);
  // It begins in time and ends late: what it did must not be lost.
  EXPECT_EQ(ask(control,
                [] {
                  const auto until = std::chrono::steady_clock::now() + milliseconds(300);
                  while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
                  return 7;
                }),
            7);
}

TEST_F(ControlCall, ResultMayComeLater) {
  run();
  EXPECT_EQ(ask_later<int>(control, [this](auto done) { loop.post([done] { done(5); }); }), 5);
  EXPECT_EQ(code_of([&] {
              ask_later<int>(control, [this](auto done) { loop.post([done] { done(Error(Code::InvalidSdp)); }); });
            }),
            Code::InvalidSdp);
}

TEST_F(ControlCall, ResultThatComesAfterTheCallerGaveUpIsDropped) {
  run();
  control.patience = milliseconds(50);
  std::function<void(std::variant<int, Error>)> late;
  EXPECT_EQ(code_of([&] { ask_later<int>(control, [&](auto done) { late = done; }); }), Code::Busy);
  late(1);
}

TEST_F(ControlCall, StopEndsTheWaiting) {
  std::thread stopper([this] { stop.request_stop(); });
  control.patience = std::chrono::minutes(5);
  EXPECT_EQ(code_of([&] { ask(control, [] {}); }), Code::Busy);
  stopper.join();
}

}  // namespace
}  // namespace lethe::api
