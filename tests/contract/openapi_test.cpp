// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmock/gmock.h>

#include "api/call/account_access.hpp"
#include "api/handlers/server_figures.hpp"
#include "api/handlers/transparency/transparency.hpp"
#include "api/http/route.hpp"
#include "mcu/base/error.hpp"
#include "mcu/base/fields.hpp"
#include "mcu/room/model/event_documents.hpp"
#include "mcu/room/service/service.hpp"
#include "tests/contract/support/contract.hpp"

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

// Every field of every document, by its declaration: what is read and what is written.
enum class Way { Read, Written };
struct Names {
  std::set<std::string> all, always;
};
template <class Owner, class Member>
void add(Names& names, const FieldOf<Owner, Member>& field, Way way) {
  names.all.insert(field.name);
  if ((!IsOptional<Member>::value || field.nullable) && (way == Way::Written || field.required))
    names.always.insert(field.name);
}
// The document has one schema of what is embedded for all that it is embedded in, those that may leave it out, too.
template <class Owner, class Member>
void add(Names& names, const EmbeddedOf<Owner, Member>&, Way) {
  std::apply([&](const auto&... field) { (names.all.insert(field.name), ...); }, fields_of<Member>());
}
void expect_names(const YAML::Node& schema, const std::string& name, const Names& declared) {
  ASSERT_TRUE(schema) << name;
  EXPECT_EQ(schema[schema["allOf"] ? "unevaluatedProperties" : "additionalProperties"].Scalar(), "false") << name;
  Names documented;
  for (const auto& property : schema["properties"]) documented.all.insert(property.first.Scalar());
  for (const auto& key : schema["required"]) documented.always.insert(key.Scalar());
  EXPECT_EQ(documented.all, declared.all) << name;
  EXPECT_EQ(documented.always, declared.always) << name;
}
template <class T>
void expect_fields(const std::string& name, Way way) {
  Names declared;
  std::apply([&](const auto&... field) { (add(declared, field, way), ...); }, T::fields());
  expect_names(Contract::get().schema(name), name, declared);
}

TEST(OpenApi, HasEveryFieldOfEveryDocument) {
  expect_fields<api::Registration>("Registration", Way::Read);
  expect_fields<api::LogIn>("LogIn", Way::Read);
  expect_fields<api::NewPassword>("NewPassword", Way::Read);
  expect_fields<room::RoomPatch>("RoomPatch", Way::Read);
  expect_fields<room::InvitationSpec>("InvitationSpec", Way::Read);
  expect_fields<room::JoinSpec>("JoinSpec", Way::Read);
  expect_fields<room::ParticipantPatch>("ParticipantPatch", Way::Read);
  expect_fields<room::MuteSpec>("MuteSpec", Way::Read);
  expect_fields<room::MessageSpec>("MessageSpec", Way::Read);
  expect_fields<room::Layout>("Layout", Way::Read);
  expect_fields<room::CustomTile>("CustomTile", Way::Read);
  expect_fields<api::AccountView>("Account", Way::Written);
  expect_fields<api::LoggedIn>("LoggedIn", Way::Written);
  expect_fields<room::RoomView>("Room", Way::Written);
  expect_fields<api::StoredRoom>("StoredRoom", Way::Written);
  expect_fields<room::InvitationView>("Invitation", Way::Written);
  expect_fields<room::InvitationSummary>("InvitationSummary", Way::Written);
  expect_fields<room::ParticipantView>("Participant", Way::Written);
  expect_fields<room::IceServer>("IceServer", Way::Written);
  expect_fields<room::Joined>("Joined", Way::Written);
  expect_fields<room::Message>("Message", Way::Written);
  expect_fields<room::StepView>("Step", Way::Written);
  expect_fields<room::Capabilities>("Capabilities", Way::Written);
  expect_fields<api::Statement>("Statement", Way::Written);
  expect_fields<api::Transparency>("Transparency", Way::Written);
  expect_fields<api::ServerFigures>("Figures", Way::Written);
  expect_fields<api::RoleCounts>("RoleCounts", Way::Written);
  expect_fields<wire::Stats>("MediaFigures", Way::Written);
}

template <class Check>
void for_each_event(Check check) {
  std::apply([&](const auto&... event) { (check(event), ...); }, room::event::All{});
}

TEST(OpenApi, ListsExactlyTheEventsThatThereAre) {
  std::set<std::string> there;
  for_each_event([&](const auto& event) { there.emplace(event.name); });
  EXPECT_EQ(there.size(), std::tuple_size_v<room::event::All>);
  EXPECT_EQ(Contract::get().events(), there);
  EXPECT_EQ(Contract::get().tabulated_events(), there);
}

template <class Owner, class Member>
void add_whole(Names& names, const FieldOf<Owner, Member>& field) {
  add(names, field, Way::Written);
}
// What is embedded in an embedded document, as settings in a room, has the schema that add() describes.
template <class Owner, class Member>
void add_whole(Names& names, const EmbeddedOf<Owner, Member>&) {
  std::apply([&](const auto&... field) { (add(names, field, Way::Written), ...); }, Member::fields());
}

TEST(OpenApi, HasEveryFieldOfEveryEvent) {
  for_each_event([]<class Event>(const Event&) {
    Names declared;
    std::apply([&](const auto&... field) { (add_whole(declared, field), ...); }, Event::fields());
    const std::string name(Event::name);
    expect_names(Contract::get().event_schema(name), name, declared);
  });
}

// One of each event, with all that may be absent.
template <class Event>
void fill(Event&) {}
void fill(room::ParticipantView& participant) { participant.hand = "2026-01-01T00:00:00Z"; }
void fill(room::Message& message) { message.to = "b"; }
void fill(room::ShownLayout& layout) { layout.tiles.push_back({"a", wire::Picture::Screen, {0, 0, 640, 360}}); }
void fill(room::event::ParticipantUpdated& event) { fill(event.participant); }
void fill(room::event::LayoutChanged& event) { fill(event.layout); }
void fill(room::event::LevelsHeard& event) { event.levels["a"] = 30; }
void fill(room::event::MessagePosted& event) { fill(event.message); }
void fill(room::event::UnmuteRequested& event) { event.by = "Mo"; }
void fill(room::event::ParticipantAdmitted& event) { event.ice_servers.push_back({{"turn:t"}, "user", "secret"}); }
void fill(room::event::Snapshot& event) {
  fill(event.participants.emplace_back());
  fill(event.waiting.emplace_back());
  fill(event.layout.emplace());
  fill(event.messages.emplace_back());
}

TEST(OpenApi, EveryEventFitsItsSchema) {
  for_each_event([]<class Event>(Event event) {
    const auto wrong = [&] {
      return Contract::get().event_violations(std::string(Event::name), Json::parse(print(event)));
    };
    EXPECT_THAT(wrong(), testing::IsEmpty());
    fill(event);
    EXPECT_THAT(wrong(), testing::IsEmpty());
  });
}

TEST(OpenApi, NamesTheEventsWithoutANumber) {
  const std::string description = Contract::get().operation("readEvents")["description"].Scalar();
  const std::size_t end = description.find(" carry no id");
  const std::size_t begin = description.rfind("\n\n", end);
  ASSERT_NE(begin, std::string::npos);
  const std::string sentence = description.substr(begin, end - begin);
  for_each_event([&]<class Event>(const Event&) {
    EXPECT_EQ(sentence.find("`" + std::string(Event::name) + "`") != std::string::npos, room::event::is_passing<Event>)
        << Event::name;
  });
}

// That they fit their schemas is the linter's business (openapi_lint).
TEST(OpenApi, EveryBodyAndEveryAnswerHasAnExample) {
  const auto expect_examples = [](const std::string& id, const YAML::Node& content) {
    for (const auto& media : content) {
      const std::string type = media.first.Scalar();
      if (type == "*/*" || type == "text/html" || type == "application/yaml") continue;
      EXPECT_TRUE(media.second["example"] || media.second["examples"]) << id << ", " << type;
    }
  };
  for (const auto& [address, id] : Contract::get().operations()) {
    const YAML::Node operation = Contract::get().operation(id);
    expect_examples(id, operation["requestBody"]["content"]);
    for (const auto& response : operation["responses"])
      expect_examples(id + " " + response.first.Scalar(), Contract::get().resolved(response.second)["content"]);
  }
}

}  // namespace
}  // namespace lethe::contract
