// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/worker/reports.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <string>

namespace lethe::worker {
namespace {

using namespace std::chrono_literals;
using wire::ReportCode;

class ReportsTest : public testing::Test {
 protected:
  std::string logged(const std::function<void()>& call) {
    testing::internal::CaptureStderr();
    call();
    return testing::internal::GetCapturedStderr();
  }
  std::string logged(const wire::Report& report) {
    return logged([&] { reports.take(report, now); });
  }
  Reports::Clock::time_point now = Reports::Clock::now();
  Reports reports;
};

TEST_F(ReportsTest, BecomeLinesOfTheLog) {
  EXPECT_EQ(logged({.code = ReportCode::EventLost}), "warning worker-reports report=event-lost\n");
  EXPECT_EQ(logged({.code = ReportCode::CommandFailed}), "error worker-reports report=command-failed\n");
}

TEST_F(ReportsTest, NameTheFileAndTheLineOfACheck) {
  EXPECT_EQ(logged({ReportCode::CheckFailed, wire::number_of_file("ice.cpp"), 79}),
            "error worker-reports report=check-failed file=ice.cpp line=79\n");
}

TEST_F(ReportsTest, NameTheErrnoOfASystemError) {
  EXPECT_EQ(logged({.code = ReportCode::SystemError, .number = 24}),
            "error worker-reports report=system-error errno=24\n");
}

TEST_F(ReportsTest, HaveNoNumberUnlessTheirCodeSaysWhatItIs) {
  EXPECT_EQ(logged({ReportCode::EventLost, 5, 12'345}), "warning worker-reports report=event-lost\n");
  EXPECT_EQ(logged({ReportCode::Exception, 5, 12'345}), "error worker-reports report=exception\n");
}

TEST_F(ReportsTest, AreAtMostTwelveLinesInAnHour) {
  std::string lines;
  for (int second = 0; second < 3600; ++second, now += 1s) lines += logged({.code = ReportCode::EventLost});
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 11);
  EXPECT_EQ(reports.dropped(), 3600U - 11U);
  now += 2h;
  lines.clear();
  for (int i = 0; i < 100; ++i) lines += logged({.code = ReportCode::CommandFailed});
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), Reports::lines_at_once) << "silence is not saved up";
}

TEST_F(ReportsTest, EndWithTheLastWordsWhichAreNeverTooMany) {
  for (int i = 0; i < 100; ++i) logged({.code = ReportCode::EventLost});
  EXPECT_EQ(logged({.code = ReportCode::Exception}), "error worker-reports report=exception\n");
  EXPECT_EQ(logged({.code = ReportCode::CheckFailed}), "");
  now += 24h;
  EXPECT_EQ(logged({.code = ReportCode::EventLost}), "");
}

TEST_F(ReportsTest, WereDroppedIsSaidInPowersOfTen) {
  const auto end = [&] { return logged([&] { reports.log_dropped(); }); };
  EXPECT_EQ(end(), "");
  for (int i = 0; i < 7; ++i) logged({.code = ReportCode::EventLost});
  EXPECT_EQ(end(), "warning worker-reports-dropped at_least=1\n");
  for (int i = 0; i < 1233; ++i) logged({.code = ReportCode::EventLost});
  EXPECT_EQ(reports.dropped(), 1234U);
  EXPECT_EQ(end(), "warning worker-reports-dropped at_least=1000\n");
}

}  // namespace
}  // namespace lethe::worker
