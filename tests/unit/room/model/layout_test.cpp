// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/layout.hpp"

#include <gmock/gmock.h>

#include "mcu/base/fields.hpp"

namespace lethe::room {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> pointers(const std::string& json) {
  std::vector<std::string> all;
  for (const auto& finding : faults(parse<Layout>(json), 1280, 720)) all.push_back(finding.pointer);
  return all;
}

TEST(Layout, GoodOnesHaveNoFaults) {
  for (const char* json : {
           R"({"kind":"gallery"})",
           R"({"kind":"gallery","tiles":49,"pins":["a","b"],"hideCameraless":true})",
           R"({"kind":"single","pins":["a"]})",
           R"({"kind":"presentation"})",
           R"({"kind":"custom","custom":[{"participant":"a","x":0,"y":0,"width":640,"height":720},
                                         {"slot":0,"x":640,"y":0,"width":640,"height":720}]})",
           R"({"kind":"custom","pins":["a"],"custom":[{"slot":0,"x":1,"y":1,"width":641,"height":333},
               {"slot":0,"x":1,"y":334,"width":641,"height":333,"picture":"screen"}]})",
       })
    EXPECT_THAT(pointers(json), IsEmpty()) << json;
}

TEST(Layout, FaultsAreNamedByPointers) {
  EXPECT_THAT(pointers(R"({"kind":"gallery","tiles":2,"pins":["a","b","c"]})"), ElementsAre("/pins"));
  EXPECT_THAT(pointers(R"({"kind":"single","pins":["a","b"]})"), ElementsAre("/pins"));
  EXPECT_THAT(pointers(R"({"kind":"gallery","pins":["a","b","a"]})"), ElementsAre("/pins/2"));
  EXPECT_THAT(pointers(R"({"kind":"single","tiles":3})"), ElementsAre("/tiles"));
  EXPECT_THAT(pointers(R"({"kind":"custom"})"), ElementsAre("/custom"));
  EXPECT_THAT(pointers(R"({"kind":"gallery","custom":[{"slot":0,"x":0,"y":0,"width":64,"height":64}]})"),
              ElementsAre("/custom"));
  EXPECT_THAT(pointers(R"({"kind":"custom","custom":[{"slot":0,"x":700,"y":400,"width":582,"height":322}]})"),
              ElementsAre("/custom/0/width", "/custom/0/height"));
  EXPECT_THAT(pointers(R"({"kind":"custom","custom":[{"slot":0,"x":0,"y":0,"width":64,"height":64},
                                                     {"slot":1,"x":62,"y":0,"width":64,"height":64}]})"),
              ElementsAre("/custom/1"));
  EXPECT_THAT(pointers(R"({"kind":"custom","custom":[{"slot":0,"x":0,"y":0,"width":64,"height":64},
                                                     {"slot":0,"x":64,"y":0,"width":64,"height":64}]})"),
              ElementsAre("/custom/1"));
  EXPECT_THAT(pointers(R"({"kind":"custom","custom":[{"x":0,"y":0,"width":64,"height":64}]})"),
              ElementsAre("/custom/0"));
  EXPECT_THAT(
      pointers(R"({"kind":"custom","custom":[{"slot":0,"participant":"a","x":0,"y":0,"width":64,"height":64}]})"),
      ElementsAre("/custom/0"));
  EXPECT_THAT(
      pointers(R"({"kind":"custom","pins":["b"],"custom":[{"participant":"a","x":0,"y":0,"width":64,"height":64}]})"),
      ElementsAre("/pins"));
}

TEST(Layout, OddEdgesAreRoundedSoThatNeighboursStayNeighbours) {
  const CustomTile left{.participant = {}, .slot = 0, .x = 1, .y = 3, .width = 100, .height = 51};
  const CustomTile right{.participant = {}, .slot = 1, .x = 101, .y = 3, .width = 100, .height = 51};
  EXPECT_EQ(on_even_pixels(left), (wire::Rect{0, 2, 100, 52}));
  EXPECT_EQ(on_even_pixels(right), (wire::Rect{100, 2, 100, 52}));
}

}  // namespace
}  // namespace lethe::room
