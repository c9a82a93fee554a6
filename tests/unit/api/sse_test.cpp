// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/streams/sse.hpp"

#include <gmock/gmock.h>

#include "mcu/base/error.hpp"

namespace lethe::api::sse {
namespace {

TEST(Sse, EventHasIdTypeAndData) {
  EXPECT_EQ(format({7, "room.updated", R"({"a":1})"}), "id: 7\nevent: room.updated\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(format({8, "room.ended", ""}), "id: 8\nevent: room.ended\ndata: \n\n");
}

TEST(Sse, LineBreaksCannotForgeAnotherEvent) {
  EXPECT_EQ(format({1, "x", "a\n\nid: 9"}), "id: 1\nevent: x\ndata: a\ndata: \ndata: id: 9\n\n");
}

TEST(Sse, LastEventIdIsANumber) {
  EXPECT_EQ(parse_event_id("0"), 0U);
  EXPECT_EQ(parse_event_id("18446744073709551615"), 18'446'744'073'709'551'615U);
  for (const char* text : {"", "-1", "1 ", "x", "18446744073709551616"}) EXPECT_THROW(parse_event_id(text), Error);
}

}  // namespace
}  // namespace lethe::api::sse
