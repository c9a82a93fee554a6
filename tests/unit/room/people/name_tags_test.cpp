// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/name_tags.hpp"

#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct NameTagsPart : PartTest {
  NameTagsPart() {
    labels.name = [this](wire::Seat seat, const NameTag& tag, const std::string&) {
      std::string said = tag.name;
      if (tag.hand > 0) said += " hand " + std::to_string(tag.hand);
      for (const auto& [is, word] : {std::pair(tag.muted, " muted"), std::pair(tag.host, " host"),
                                     std::pair(tag.spotlight, " spotlight"), std::pair(tag.poor, " poor")})
        if (is) said += word;
      drawn.push_back(said);
      return wire::Label{.seat = seat, .coverage = said};
    };
    labels.avatar = [this](wire::Seat seat, const std::string& name, const std::string&) {
      drawn.push_back("avatar " + name);
      return wire::Label{.seat = seat, .kind = wire::LabelKind::Avatar, .coverage = name};
    };
    limits.steps = {{"720p", 1280, 720, 25, 1200}, {"360p", 640, 360, 25, 400}};
    limits.step_kbps = {1400, 400};
  }
  std::vector<std::string> draws() {
    drawn.clear();
    tags.settle();
    return drawn;
  }

  Shares shares{people};
  Layouts layouts{limits, people, shares, *this};
  NameTags tags{around, people, layouts, steps, media};
  std::vector<std::string> drawn;
};

TEST_F(NameTagsPart, ALabelIsDrawnOnceUntilWhatItSaysChanges) {
  add_live("ada");
  add("bob");
  add_live("vi", Role::Viewer);
  EXPECT_THAT(draws(), ElementsAre("ada", "avatar ada"));
  EXPECT_THAT(draws(), IsEmpty());
  people.get("ada").microphone = false;
  EXPECT_THAT(draws(), ElementsAre("ada muted")) << "the avatar stays";
  people.get("ada").microphone = true;
  people.get("ada").role = Role::Moderator;
  EXPECT_THAT(draws(), ElementsAre("ada host"));
  people.get("ada").name = "eve";
  EXPECT_THAT(draws(), ElementsAre("eve host", "avatar eve"));
  people.get("ada").lose_session({});
  people.get("ada").live = true;
  EXPECT_THAT(draws(), ElementsAre("eve host", "avatar eve")) << "the new media process has none";
}

TEST_F(NameTagsPart, HandsStandInALineAndFromTheTenthOnAllLookTheSame) {
  for (int i = 0; i < 14; ++i) add_live(std::string(1, static_cast<char>('a' + i)));
  draws();
  people.get("c").hand = "2026-01-05T09:00:01Z";
  people.get("a").hand = "2026-01-05T09:00:02Z";
  people.get("b").hand = "2026-01-05T09:00:02Z";
  EXPECT_THAT(draws(), ElementsAre("a hand 2", "b hand 3", "c hand 1"));
  people.get("c").hand.reset();
  EXPECT_THAT(draws(), ElementsAre("a hand 1", "b hand 2", "c"));
  for (auto& person : people.all()) person.hand = "2026-01-05T09:00:03Z";
  EXPECT_EQ(draws().back(), "n hand 10");
  people.get("a").hand.reset();
  EXPECT_THAT(draws(), testing::SizeIs(10)) << "nobody else's label has changed";
}

TEST_F(NameTagsPart, SpotlightIsThatOfTheRoom) {
  add_live("ada");
  add_live("bob");
  draws();
  layouts.choose({.kind = LayoutKind::Speaker, .pins = {"bob"}});
  layouts.choose_for("ada", Layout{.kind = LayoutKind::Speaker, .pins = {"ada"}});
  EXPECT_THAT(draws(), ElementsAre("bob spotlight"));
  layouts.choose({});
  EXPECT_THAT(draws(), ElementsAre("bob"));
}

TEST_F(NameTagsPart, AConnectionIsPoorWhenItCarriesLessThanWhatIsWatched) {
  Participant& ada = add_live("ada");
  ada.line.emplace(limits.step_kbps, time);
  EXPECT_THAT(draws(), ElementsAre("ada", "avatar ada")) << "not while its line is not known yet";
  const auto estimate = [&](int kbps) {
    for (int i = 0; i < 30; ++i) people.get("ada").line->hear(kbps, time += std::chrono::seconds(1));
  };
  estimate(500);
  EXPECT_THAT(draws(), ElementsAre("ada poor"));
  people.get("ada").step = 1;
  EXPECT_THAT(draws(), ElementsAre("ada")) << "it wants no more";
  people.get("ada").step.reset();
  estimate(3000);
  EXPECT_THAT(draws(), IsEmpty());
}

}  // namespace
}  // namespace lethe::room
