// SPDX-License-Identifier: AGPL-3.0-or-later
// Traces of a password in the server's memory after the request.
#include <gmock/gmock.h>

#include "tests/process/lethe_server.hpp"
#include "tests/process/process_memory.hpp"

namespace lethe::test {
namespace {

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
