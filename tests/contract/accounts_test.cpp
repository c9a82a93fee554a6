// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

namespace lethe::contract {
namespace {

using testing::IsEmpty;
using testing::StartsWith;

using Accounts = ServerTest;

TEST_F(Accounts, NameAndPasswordAreEnoughForAnAccount) {
  const Reply made = register_account("Ada", good_password);
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.json()["name"], "ada");
  EXPECT_FALSE(made.json().contains("email"));
  EXPECT_EQ(made.header("Location"), "/api/v1/accounts/me");
  const Reply in = log_in("ADA", good_password);
  ASSERT_EQ(in.status, 201);
  EXPECT_THAT(in.json()["token"].get<std::string>(), StartsWith("ls_"));
  EXPECT_EQ(in.json()["account"], made.json());
  EXPECT_EQ(in.header("Cache-Control"), "no-store");
  EXPECT_EQ(call("GET", "/api/v1/accounts/me", in.json()["token"]).json(), made.json());
}

TEST_F(Accounts, AddressIsKeptAsItWasGivenAndNobodyVerifiesIt) {
  const Reply made = call("POST", "/api/v1/accounts", {},
                          R"({"name":"ada","password":"correct horse battery","email":"ada@nowhere.invalid"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.json()["email"], "ada@nowhere.invalid");
}

TEST_F(Accounts, BadRegistrationsAreRefusedWithPointersAndLeaveNothing) {
  const auto refused = [&](const std::string& body) {
    const Reply reply = call("POST", "/api/v1/accounts", {}, body);
    EXPECT_EQ(reply.code(), "invalid-field") << body;
    return reply.json()["errors"][0]["pointer"].get<std::string>();
  };
  EXPECT_EQ(refused(R"({"name":"ada","password":"too short"})"), "/password");
  EXPECT_EQ(refused(R"({"name":"a","password":"correct horse battery"})"), "/name");
  EXPECT_EQ(refused(R"({"name":"ada lovelace","password":"correct horse battery"})"), "/name");
  EXPECT_EQ(refused(R"({"name":"ada","password":"correct horse battery","email":"nobody"})"), "/email");
  EXPECT_EQ(log_in("ada", good_password).code(), "wrong-password");
}

TEST_F(Accounts, NameIsTakenOnce) {
  new_account("ada");
  const Reply again = register_account("ADA", "another password");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "name-taken");
  EXPECT_EQ(log_in("ada", good_password).status, 201);
}

TEST_F(Accounts, WrongPasswordAndUnknownNameAreAnsweredAlike) {
  new_account("ada");
  const Reply wrong = log_in("ada", "wrong"), unknown = log_in("nobody", "wrong");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.code(), "wrong-password");
  EXPECT_EQ(wrong.header("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(wrong.body, unknown.body);
}

TEST_F(Accounts, LoggingOutEndsOneSessionOrAll) {
  const std::string first = new_account("ada"), second = log_in("ada", good_password).json()["token"],
                    third = log_in("ada", good_password).json()["token"], bobs = new_account("bob");
  const auto status = [&](const std::string& token) { return call("GET", "/api/v1/accounts/me", token).status; };
  EXPECT_EQ(call("DELETE", "/api/v1/sessions/current", first).status, 204);
  EXPECT_EQ(status(first), 401);
  EXPECT_EQ(status(second), 200);
  EXPECT_EQ(call("DELETE", "/api/v1/sessions", second).status, 204);
  EXPECT_EQ(status(second), 401);
  EXPECT_EQ(status(third), 401);
  EXPECT_EQ(status(bobs), 200);
}

TEST_F(Accounts, NewPasswordNeedsTheOldOneAndEndsTheOtherSessions) {
  const std::string here = new_account("ada"), elsewhere = log_in("ada", good_password).json()["token"];
  const auto change = [&](const std::string& current, const std::string& wanted) {
    return call("PUT", "/api/v1/accounts/me/password", here,
                R"({"current":")" + current + R"(","password":")" + wanted + "\"}");
  };
  EXPECT_EQ(change("wrong", "another password").code(), "wrong-password");
  EXPECT_EQ(change(good_password, "short").code(), "invalid-field");
  EXPECT_EQ(call("GET", "/api/v1/accounts/me", elsewhere).status, 200);
  EXPECT_EQ(change(good_password, "another password").status, 204);
  EXPECT_EQ(call("GET", "/api/v1/accounts/me", elsewhere).status, 401);
  EXPECT_EQ(call("GET", "/api/v1/accounts/me", here).status, 200);
  EXPECT_EQ(log_in("ada", good_password).status, 401);
  EXPECT_EQ(log_in("ada", "another password").status, 201);
}

TEST_F(Accounts, ErasedAccountIsGoneWithItsSessionsAndItsNameIsFree) {
  const std::string token = new_account("ada");
  EXPECT_EQ(call("DELETE", "/api/v1/accounts/me", token).status, 204);
  EXPECT_EQ(call("GET", "/api/v1/accounts/me", token).code(), "unauthorized");
  EXPECT_EQ(log_in("ada", good_password).status, 401);
  EXPECT_EQ(register_account("ada", good_password).status, 201);
}

TEST_F(Accounts, OtherCredentialsHaveNoAccount) {
  const Guest guest = join(create_room());
  for (const std::string& token : {frontend, guest.token})
    for (const auto& [method, path] :
         {std::pair{"GET", "/api/v1/accounts/me"}, {"DELETE", "/api/v1/accounts/me"}, {"DELETE", "/api/v1/sessions"}})
      EXPECT_EQ(call(method, path, token).code(), "forbidden") << method << " " << path;
}

TEST_F(Accounts, WhoGuessesIsToWaitAndTheOwnerElsewhereIsNot) {
  new_account("ada");
  int refused = 0;
  Reply last;
  for (int i = 0; i < 20; ++i)
    if ((last = log_in("ada", "guess")).status == 429) ++refused;
  EXPECT_EQ(last.code(), "too-many-requests");
  EXPECT_GT(std::stoi(last.header("Retry-After")), 0);
  EXPECT_GE(refused, 13);
  EXPECT_EQ(log_in("bob", "guess").status, 401) << "of another account there are attempts left";
}

class ClosedRegistration : public ServerTest {
 protected:
  void SetUp() override {
    config.accounts.registration = config::Registration::Closed;
    ServerTest::SetUp();
  }
};
TEST_F(ClosedRegistration, TakesNoAccounts) {
  EXPECT_EQ(register_account("ada", good_password).code(), "registration-closed");
  EXPECT_EQ(call("GET", "/api/v1/registration").json()["registration"], "closed");
}

class RegistrationByCode : public ServerTest {
 protected:
  void SetUp() override {
    config.accounts.registration = config::Registration::Code;
    config.accounts.registration_code = "open sesame";
    ServerTest::SetUp();
  }
};
TEST_F(RegistrationByCode, TakesAccountsOfThoseWhoKnowIt) {
  EXPECT_EQ(call("GET", "/api/v1/registration").json()["registration"], "code");
  EXPECT_EQ(register_account("ada", good_password).code(), "wrong-code");
  const auto with_code = [&](const std::string& code) {
    return call("POST", "/api/v1/accounts", {},
                R"({"name":"ada","password":"correct horse battery","code":")" + code + "\"}");
  };
  EXPECT_EQ(with_code("open").code(), "wrong-code");
  EXPECT_EQ(with_code("open sesame").status, 201);
}

}  // namespace
}  // namespace lethe::contract
