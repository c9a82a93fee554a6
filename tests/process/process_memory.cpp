// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/process/process_memory.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

namespace lethe::test {

int occurrences(pid_t pid, const std::string& text) {
  const std::string process = "/proc/" + std::to_string(pid);
  std::ifstream maps(process + "/maps");
  const int memory = ::open((process + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_GE(memory, 0) << "needs to be root or the server's user";
  int found = 0;
  for (std::string line; std::getline(maps, line);) {
    std::uint64_t begin = 0, end = 0;
    char dash = 0, mode[5] = {};
    std::istringstream(line) >> std::hex >> begin >> dash >> end;
    std::sscanf(line.c_str(), "%*s %4s", mode);
    if (mode[1] != 'w') continue;
    std::string bytes(end - begin, '\0');
    const auto got = ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
    if (got <= 0) continue;
    for (auto at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) ++found;
  }
  ::close(memory);
  return found;
}

}  // namespace lethe::test
