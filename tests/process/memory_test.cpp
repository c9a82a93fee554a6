// SPDX-License-Identifier: AGPL-3.0-or-later
// Traces of a password in the server's memory after the request.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "tests/process/lethe_server.hpp"

namespace lethe::test {
namespace {

// How often `text` is in the writable memory of a process.
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

TEST(Memory, PasswordsAndPinsAreNowhereInItOnceTheyAreChecked) {
  LetheServer server;
  const std::string name = "kept-in-memory-or-not", password = "mellon-speak-friend-and-enter", pin = "918273645546";
  const auto body = [&](const std::string& secret) { return Json{{"name", name}, {"password", secret}}.dump(); };
  ASSERT_EQ(server.ask("POST", "/api/v1/accounts", "", body(password)).status, 201);
  const std::string token = server.ask("POST", "/api/v1/sessions", "", body(password)).json().at("token");
  ASSERT_EQ(server.ask("POST", "/api/v1/sessions", "", body("wrong-" + password)).status, 401);
  ASSERT_EQ(server.ask("POST", "/api/v1/accounts", "", "{\"password\":\"" + password + "\",").status, 400);
  const Json room =
      server.ask("POST", "/api/v1/rooms", token, Json{{"name", "Salon of this test"}, {"pin", pin}}.dump()).json();
  const std::string path = "/api/v1/rooms/" + room.at("id").get<std::string>();
  const std::string invitation = server.ask("POST", path + "/invitations", token, "{}").json().at("token");
  ASSERT_EQ(server.ask("POST", path + "/participants", invitation, Json{{"displayName", "Guest"}, {"pin", pin}}.dump())
                .status,
            201);
  EXPECT_GT(occurrences(server.pid(), "Salon of this test"), 0) << "what is there is found";
  // A connection that is closing may hold its buffer a moment longer.
  EXPECT_TRUE(eventually([&] { return occurrences(server.pid(), password) == 0; }))
      << occurrences(server.pid(), password);
  EXPECT_TRUE(eventually([&] { return occurrences(server.pid(), pin) == 0; })) << occurrences(server.pid(), pin);
}

}  // namespace
}  // namespace lethe::test
