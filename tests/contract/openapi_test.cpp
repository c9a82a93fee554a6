// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include "api/route.hpp"
#include "base/error.hpp"
#include "contract.hpp"

namespace lethe::contract {
namespace {

// The document has no word for a parameter that spans segments.
std::string documented(std::string_view pattern) {
  std::string path(pattern);
  if (path.ends_with("*}")) path.replace(path.size() - 2, 2, "}");
  return path;
}

TEST(OpenApi, DocumentsEveryRouteAndNothingElse) {
  std::set<std::pair<std::string, std::string>> served;
  for (const auto& route : api::routes())
    served.emplace(std::string(route.method) + " " + documented(route.pattern), route.operation);
  EXPECT_EQ(Contract::get().operations(), served);
}

TEST(OpenApi, BodiesAndCredentialsOfEveryRouteAreAsDocumented) {
  for (const auto& route : api::routes()) {
    const std::string id(route.operation);
    EXPECT_EQ(Contract::get().accepts(id), route.accepts) << id;
    EXPECT_EQ(Contract::get().needs_credential(id), route.credential == api::Credential::Bearer) << id;
  }
}

TEST(OpenApi, ListsExactlyTheCodesOfTheErrorTable) {
  std::set<std::string> codes;
  for (int code = 0; code <= static_cast<int>(Code::Busy); ++code) codes.emplace(entry(static_cast<Code>(code)).name);
  EXPECT_EQ(Contract::get().problem_codes(), codes);
}

}  // namespace
}  // namespace lethe::contract
