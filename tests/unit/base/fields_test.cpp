// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/base/fields.hpp"

#include <gmock/gmock.h>

#include <array>

namespace lethe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Colour { Red, Green };
constexpr auto names(Colour) {
  return std::array{std::pair{Colour::Red, std::string_view("red")},
                    std::pair{Colour::Green, std::string_view("green")}};
}

struct Point {
  int x = 0, y = 0;
  bool operator==(const Point&) const = default;
  static constexpr auto fields() { return std::tuple{field("x", &Point::x, {0, 100}), field("y", &Point::y)}; }
};

struct Shape {
  std::string name;
  Colour colour = Colour::Red;
  std::optional<double> weight;
  std::vector<Point> points;
  bool filled = false;
  std::uint64_t big = 0;
  std::uint8_t small = 0;
  static constexpr auto fields() {
    return std::tuple{field("name", &Shape::name, {1, 5}),
                      field("colour", &Shape::colour),
                      field("weight", &Shape::weight),
                      field("points", &Shape::points, {0, 2}),
                      field("filled", &Shape::filled).or_default(),
                      field("big", &Shape::big).or_default(),
                      field("small", &Shape::small).or_default()};
  }
};

struct Tagged {
  int tag = 0;
  Point point;
  static constexpr auto fields() { return std::tuple{field("tag", &Tagged::tag), embed(&Tagged::point)}; }
};
struct Move {
  std::string why;
  Changes<Point> point = {};
  static constexpr auto fields() { return std::tuple{field("why", &Move::why), embed(&Move::point)}; }
};

const std::string whole =
    R"({"name":"tri","colour":"green","weight":1.5,"points":[{"x":1,"y":-2}],"filled":true,"big":9,"small":7})";
const std::string least = R"({"name":"tri","colour":"red","points":[]})";

template <class T = Shape>
std::vector<Finding> findings_of(std::string_view text) {
  try {
    parse<T>(text);
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::InvalidField);
    return error.findings();
  }
}
// The least shape with one member set to another value.
std::vector<Finding> findings_with(const char* member, const char* value) {
  Json json = Json::parse(least);
  json[member] = Json::parse(value);
  return findings_of(json.dump());
}

TEST(Fields, AStructIsReadAndWrittenAsItWasDeclared) {
  const auto shape = parse<Shape>(whole);
  EXPECT_EQ(shape.name, "tri");
  EXPECT_EQ(shape.colour, Colour::Green);
  EXPECT_EQ(shape.weight, 1.5);
  EXPECT_THAT(shape.points, ElementsAre(Point{1, -2}));
  EXPECT_TRUE(shape.filled);
  EXPECT_EQ(shape.big, 9u);
  EXPECT_EQ(shape.small, 7);
  EXPECT_EQ(Json::parse(print(shape)), Json::parse(whole));
}

TEST(Fields, OptionalMembersMayBeAbsentAndAreNotWrittenThen) {
  const auto shape = parse<Shape>(least);
  EXPECT_FALSE(shape.weight);
  EXPECT_FALSE(Json::parse(print(shape)).contains("weight"));
}

TEST(Fields, NullIsNotAbsence) {
  EXPECT_THAT(findings_with("weight", "null"), ElementsAre(Finding{"/weight", "must be a number"}));
}

TEST(Fields, AllThatIsWrongIsToldAtOnce) {
  EXPECT_THAT(
      findings_of(R"({"name":"too long","colour":"blue","points":[{"x":101},{"x":1,"y":"a"}],"more":1})"),
      testing::UnorderedElementsAre(
          Finding{"/more", "is not known"}, Finding{"/name", "the length in bytes must be from 1 to 5"},
          Finding{"/colour", "must be one of: red, green"}, Finding{"/points/0/x", "the number must be from 0 to 100"},
          Finding{"/points/0/y", "is missing"}, Finding{"/points/1/y", "must be a whole number"}));
}

TEST(Fields, PointersEscapeTheirSigns) {  // RFC 6901
  EXPECT_THAT(findings_with("a/b~c", "1"), ElementsAre(Finding{"/a~1b~0c", "is not known"}));
}

TEST(Fields, EachTypeIsStrict) {
  for (const char* value : {"1", "true", "null", "[]", "{}"})
    EXPECT_THAT(findings_with("name", value), testing::SizeIs(1));
  for (const char* value : {"0", "\"true\"", "null"})
    EXPECT_THAT(findings_with("filled", value), ElementsAre(Finding{"/filled", "must be true or false"}));
  for (const char* value : {"1.0", "\"1\"", "true"})
    EXPECT_THAT(findings_with("big", value), ElementsAre(Finding{"/big", "must be a whole number"}));
  EXPECT_THAT(findings_with("points", "{}"), ElementsAre(Finding{"/points", "must be an array"}));
  EXPECT_THAT(findings_with("points", "[1]"), ElementsAre(Finding{"/points/0", "must be an object"}));
  EXPECT_THAT(findings_with("colour", "1"), ElementsAre(Finding{"/colour", "must be a string"}));
}

TEST(Fields, NumbersMustFitTheirType) {
  EXPECT_THAT(findings_with("small", "256"), testing::SizeIs(1));
  EXPECT_THAT(findings_with("small", "-1"), testing::SizeIs(1));
  EXPECT_THAT(findings_with("big", "-1"), testing::SizeIs(1));
  EXPECT_THAT(findings_with("big", "18446744073709551615"), testing::SizeIs(1)) << "beyond what we declare";
  EXPECT_THAT(findings_with("big", "9223372036854775807"), IsEmpty());
}

TEST(Fields, ListsHaveALimit) {
  EXPECT_THAT(findings_with("points", R"([{"x":1,"y":1},{"x":1,"y":1},{"x":1,"y":1}])"),
              ElementsAre(Finding{"/points", "the number of elements must be from 0 to 2"}));
}

TEST(Fields, WhatIsEmbeddedStandsFlatAmongTheOthers) {
  const auto tagged = parse<Tagged>(R"({"tag":3,"x":1,"y":2})");
  EXPECT_EQ(tagged.tag, 3);
  EXPECT_EQ(tagged.point, (Point{1, 2}));
  EXPECT_EQ(print(tagged), R"({"tag":3,"x":1,"y":2})");
  EXPECT_THAT(findings_of<Tagged>(R"({"tag":3,"x":101,"z":1})"),
              testing::UnorderedElementsAre(Finding{"/x", "the number must be from 0 to 100"},
                                            Finding{"/y", "is missing"}, Finding{"/z", "is not known"}));
}

TEST(Fields, ChangesLeaveWhatTheyDoNotName) {
  EXPECT_EQ(parse<Changes<Point>>(R"({"y":7})").onto({1, 2}), (Point{1, 7}));
  EXPECT_EQ(parse<Changes<Point>>("{}").onto({1, 2}), (Point{1, 2}));
  const auto move = parse<Move>(R"({"why":"room","x":5})");
  EXPECT_EQ(move.why, "room");
  EXPECT_EQ(move.point.onto({1, 2}), (Point{5, 2}));
  EXPECT_THAT(findings_of<Move>(R"({"why":"room","x":null,"y":"a","z":1})"),
              testing::UnorderedElementsAre(Finding{"/x", "must be a whole number"},
                                            Finding{"/y", "must be a whole number"}, Finding{"/z", "is not known"}));
  EXPECT_THAT(findings_of<Changes<Point>>("[]"), ElementsAre(Finding{"", "must be an object"}));
}

TEST(Fields, TextThatIsNoJsonIsToldApart) {
  for (const char* text : {"", "{", "{\"name\":}", "\xff", "{} {}", "{'a':1}"}) try {
      parse<Shape>(text);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::InvalidJson);
    }
}

TEST(Fields, JsonThatIsNoObjectPointsAtTheWhole) {
  EXPECT_THAT(findings_of("[]"), ElementsAre(Finding{"", "must be an object"}));
}

}  // namespace
}  // namespace lethe
