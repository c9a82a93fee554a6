// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/wire/report.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace lethe::wire {
namespace {

namespace fs = std::filesystem;

// The files of a folder, and of those in it, that have a CHECK.
void add_checked(const fs::path& folder, std::set<std::string>& names) {
  const auto has_check = testing::ContainsRegex("(^|[[:space:]])CHECK(_ON|_MAY_WAIT)?\\(");
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::stringstream text;
    text << std::ifstream(file.path()).rdbuf();
    if (testing::Value(text.str(), has_check)) names.insert(file.path().filename());
  }
}

TEST(Report, KnowsTheFileOfEachCheckThatAMediaProcessCanMeet) {
  std::set<std::string> names;
  for (const char* folder : {"pipelines", "mcu/base", "mcu/wire"}) add_checked(folder, names);
  for (const char* definition : {"check.hpp", "thread_check.hpp"}) names.erase(definition);
  const std::set<std::string> known(checked_files.begin() + 1, checked_files.end());
  EXPECT_EQ(known, names) << "checked_files in mcu/wire/report.hpp";
}

TEST(Report, NumbersFilesAsTheTableDoes) {
  EXPECT_EQ(checked_files.at(number_of_file("mix_encoder.cpp")), "mix_encoder.cpp");
  EXPECT_EQ(number_of_file("intruder.cpp"), 0);
}

}  // namespace
}  // namespace lethe::wire
