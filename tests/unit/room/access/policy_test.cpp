// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole table a second time, by hand: a change of permissions must be made twice.
#include "mcu/room/access/policy.hpp"

#include <gtest/gtest.h>

namespace lethe::room {
namespace {

struct Kind {
  const char* name;
  Actor actor;
};
const std::vector<Kind> kinds{
    {"key without scope", ApiKeyActor{"k", {}}},
    {"key for rooms", ApiKeyActor{"k", {Scope::Rooms}}},
    {"key for participants", ApiKeyActor{"k", {Scope::Participants}}},
    {"invited moderator", InvitationActor{"r", "i", Role::Moderator}},
    {"invited participant", InvitationActor{"r", "i", Role::Participant}},
    {"invited viewer", InvitationActor{"r", "i", Role::Viewer}},
    {"moderator", ParticipantActor{"r", "p", Role::Moderator}},
    {"participant", ParticipantActor{"r", "p", Role::Participant}},
    {"viewer", ParticipantActor{"r", "p", Role::Viewer}},
    {"account", AccountActor{"a"}},
    {"key for metrics", ApiKeyActor{"k", {Scope::Metrics}}},
    {"waiting moderator", ParticipantActor{"r", "p", Role::Moderator, true}},
    {"returning moderator", ReturningActor{"r", "s", Role::Moderator}},
};

// One character for each kind, in the order above.
const std::vector<std::pair<Action, std::string>> expected{
    {Action::UseAccount, "---------x---"},
    {Action::CreateRoom, "-x-------x---"},
    {Action::ListRooms, "-xxxxxxxxx-xx"},
    {Action::ReadFigures, "----------x--"},
    {Action::ReadRoom, "-xxxxxxxxx-xx"},
    {Action::EditRoom, "-x----x--x---"},
    {Action::EndRoom, "-x----x--x---"},
    {Action::Invite, "-x----x--x---"},
    {Action::Join, "--xxxx---x--x"},
    {Action::EnterLockedRoom, "--xx-----x--x"},
    {Action::EnterWithoutPin, "--x------x--x"},
    {Action::PassLobby, "--xx-----x--x"},
    {Action::Admit, "--x---x--x---"},
    {Action::ChooseRole, "--x------x---"},
    {Action::ReadParticipants, "--x---xxxx---"},
    {Action::ReadSelf, "------xxx--x-"},
    {Action::EditSelf, "------xxx----"},
    {Action::Leave, "------xxx--x-"},
    {Action::Publish, "---xx--------"},
    {Action::Watch, "---xxx-------"},
    {Action::SendMedia, "------xxx----"},
    {Action::MuteOther, "--x---x--x---"},
    {Action::RemoveOther, "--x---x--x---"},
    {Action::FollowEvents, "--x---xxxx-x-"},
    {Action::ReadLayout, "-xx---xxxx---"},
    {Action::ChooseLayout, "-x----x--x---"},
    {Action::ChooseStepOfOther, "--x---x--x---"},
    {Action::ShareScreen, "------xx-----"},
    {Action::ChangeRole, "--x---x--x---"},
    {Action::ReadChat, "--x---xxxx---"},
    {Action::WriteChat, "------xxx----"},
    {Action::WriteChatWhenOff, "------x------"},
    {Action::DeleteMessageOfOther, "--x---x--x---"},
};

TEST(Policy, IsAsWritten) {
  for (const auto& [action, who] : expected)
    for (std::size_t i = 0; i < kinds.size(); ++i)
      EXPECT_EQ(allowed(kinds[i].actor, action), who[i] == 'x')
          << kinds[i].name << ", action " << static_cast<int>(action);
}

TEST(Policy, ARoomConcernsOnlyItsOwnerAndThoseWhoHoldATokenOfIt) {
  using enum Owner::Kind;
  const Owner ks{ApiKey, "k"}, nobodys{};
  const Actor key = ApiKeyActor{"k", {Scope::Rooms, Scope::Participants}};
  EXPECT_TRUE(concerns(key, "r", ks));
  EXPECT_FALSE(concerns(key, "r", {ApiKey, "other"}));
  EXPECT_FALSE(concerns(key, "r", {Account, "k"})) << "a key and an account of one name are two";
  EXPECT_FALSE(concerns(key, "r", nobodys)) << "what nobody's key made is no key's";
  EXPECT_FALSE(concerns(ApiKeyActor{"", {}}, "r", nobodys));
  EXPECT_TRUE(concerns(AccountActor{"k"}, "r", {Account, "k"}));
  EXPECT_FALSE(concerns(AccountActor{"k"}, "r", ks));
  EXPECT_FALSE(concerns(AccountActor{"k"}, "r", {Account, "other"}));
  EXPECT_FALSE(concerns(AccountActor{""}, "r", nobodys));
  EXPECT_TRUE(concerns(InvitationActor{"r", "i", Role::Viewer}, "r", ks));
  EXPECT_FALSE(concerns(InvitationActor{"r", "i", Role::Moderator}, "s", ks));
  EXPECT_TRUE(concerns(ParticipantActor{"r", "p", Role::Viewer}, "r", nobodys));
  EXPECT_FALSE(concerns(ParticipantActor{"r", "p", Role::Moderator}, "s", nobodys));
  EXPECT_TRUE(concerns(ReturningActor{"r", "s", Role::Viewer}, "r", nobodys));
  EXPECT_FALSE(concerns(ReturningActor{"r", "s", Role::Moderator}, "t", nobodys));
}

}  // namespace
}  // namespace lethe::room
