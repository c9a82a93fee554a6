// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_streams.hpp"
#include "tests/unit/room/part_fixture.hpp"

namespace lethe::room {
namespace {

struct StreamsPart : PartTest {
  Streams streams{around, people, voices, media, *this};
};

TEST_F(StreamsPart, WhoListensIsHereForAsLongAsAStreamFlows) {
  add("ada").listens = true;
  const auto first = streams.take("ada", {.form = wire::Form::Jpeg}, nullptr);
  const auto second = streams.take("ada", {.form = wire::Form::Sound}, nullptr);
  EXPECT_TRUE(people.get("ada").live);
  streams.ended("ada", wire::Form::Jpeg, first);
  EXPECT_TRUE(people.get("ada").live);
  streams.ended("ada", wire::Form::Sound, second);
  EXPECT_FALSE(people.get("ada").live);
  EXPECT_EQ(people.get("ada").leaves_at, time + 30s);
  EXPECT_EQ(recorded.last().all<wire::Close>().size(), 1u);
  streams.ended("nobody", wire::Form::Sound, second);
}

TEST_F(StreamsPart, TheEndOfOneThatWasReplacedMeansNothing) {
  add("ada").listens = true;
  const auto first = streams.take("ada", {}, nullptr);
  EXPECT_NE(streams.take("ada", {}, nullptr), first);
  streams.ended("ada", wire::Form::Webm, first);
  EXPECT_TRUE(people.get("ada").live);
}

TEST_F(StreamsPart, TheyAreForThoseWhoListen) {
  add("ada");
  EXPECT_EQ(code_of([&] { streams.check_listens("ada"); }), "forbidden");
  EXPECT_EQ(code_of([&] { streams.take("nobody", {}, nullptr); }), "not-found");
  EXPECT_FALSE(media.is_open());
}

}  // namespace
}  // namespace lethe::room
