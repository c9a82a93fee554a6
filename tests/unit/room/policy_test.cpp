// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole table once more, by hand: a change of who may do what must be made twice.
#include "room/policy.hpp"

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
};

// One character for each kind, in the order above.
const std::vector<std::pair<Action, std::string>> expected{
    {Action::CreateRoom, "-x-------"},  {Action::ListRooms, "-xxxxxxxx"},
    {Action::ReadRoom, "-xxxxxxxx"},    {Action::EditRoom, "-x----x--"},
    {Action::EndRoom, "-x----x--"},     {Action::Invite, "-x----x--"},
    {Action::Join, "--xxxx---"},        {Action::EnterLockedRoom, "--xx-----"},
    {Action::ChooseRole, "--x------"},  {Action::ReadParticipants, "--x---xxx"},
    {Action::EditSelf, "------xxx"},    {Action::Leave, "------xxx"},
    {Action::SendMedia, "------xxx"},   {Action::MuteOther, "--x---x--"},
    {Action::RemoveOther, "--x---x--"}, {Action::FollowEvents, "--x---xxx"},
};

TEST(Policy, IsAsWritten) {
  for (const auto& [action, who] : expected)
    for (std::size_t i = 0; i < kinds.size(); ++i)
      EXPECT_EQ(allowed(kinds[i].actor, action), who[i] == 'x')
          << kinds[i].name << ", action " << static_cast<int>(action);
}

TEST(Policy, ARoomConcernsOnlyItsOwnerAndThoseWhoHoldATokenOfIt) {
  const Actor key = ApiKeyActor{"k", {Scope::Rooms, Scope::Participants}};
  EXPECT_TRUE(concerns(key, "r", "k"));
  EXPECT_FALSE(concerns(key, "r", "other"));
  EXPECT_FALSE(concerns(key, "r", "")) << "what nobody's key made is no key's";
  EXPECT_FALSE(concerns(ApiKeyActor{"", {}}, "r", ""));
  EXPECT_TRUE(concerns(InvitationActor{"r", "i", Role::Viewer}, "r", "k"));
  EXPECT_FALSE(concerns(InvitationActor{"r", "i", Role::Moderator}, "s", "k"));
  EXPECT_TRUE(concerns(ParticipantActor{"r", "p", Role::Viewer}, "r", ""));
  EXPECT_FALSE(concerns(ParticipantActor{"r", "p", Role::Moderator}, "s", ""));
}

}  // namespace
}  // namespace lethe::room
