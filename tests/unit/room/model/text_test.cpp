// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/text.hpp"

#include <gmock/gmock.h>

#include "mcu/base/error.hpp"

namespace lethe::room {
namespace {

std::string clean(std::string_view text) { return clean_name(text, "/displayName", 200); }
std::string refusal(std::string_view text) {
  try {
    return "accepted: " + clean(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::InvalidField);
    EXPECT_EQ(error.findings().at(0).pointer, "/displayName");
    return error.findings().at(0).detail;
  }
}

TEST(Name, AnyScriptIsKept) {
  for (const char* name :
       {"Ada Lovelace", "张三", "محمد علي", "Ngô Bảo Châu", "नरेंद्र", "👩‍👩‍👧 Familie", "O'Brien-Łuk"})
    EXPECT_EQ(clean(name), name);
}

TEST(Name, SpaceAroundItIsTrimmed) { EXPECT_EQ(clean(" \t\xc2\xa0\xe3\x80\x80 Ada  B \xe2\x80\x83 "), "Ada  B"); }

TEST(Name, ControlsAndDirectionChangesAreRemoved) {
  EXPECT_EQ(clean("A\x01\x7f\xc2\x85"
                  "d\r\na"),
            "Ada");
  EXPECT_EQ(clean("\xe2\x80\xae"
                  "Ada\xe2\x81\xa9\xef\xbb\xbf"),
            "Ada");
}

TEST(Name, WhatIsNotUtf8IsRefused) {
  for (const char* bytes : {"\x80", "A\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff",
                            "\xe2\x82", "\xf0\x9f\x98", "\xc3(", "\xf8\x88\x80\x80\x80"})
    EXPECT_EQ(refusal(bytes), "must be UTF-8");
}

TEST(Name, WhatCannotBeSeenIsRefused) {
  for (const char* text : {"", "   ", "\x01\x02", "\xe2\x80\xae", "\xe3\x80\x80"})
    EXPECT_EQ(refusal(text), "must contain a visible character");
}

TEST(Name, BlankLettersAndSymbolsAreNothingToSee) {
  for (const char* text : {"\u3164", "\u2800", "\u115f", "\uffa0", "\u200d", "\u200c", "\ufe0f", "\u00ad", "\u034f",
                           "\u180e", "\U000e0100", "\u3164 \u2800"})
    EXPECT_EQ(refusal(text), "must contain a visible character") << text;
  EXPECT_EQ(clean("A\u3164"), "A\u3164");
}

Code refusal_of_sdp(std::string_view text) {
  try {
    check_sdp(text);
    return Code::Internal;
  } catch (const Error& error) {
    return error.code();
  }
}

TEST(Sdp, IsPrintableTextOfABoundedLength) {
  EXPECT_NO_THROW(check_sdp("v=0\r\ns=Füße\t\r\n"));
  EXPECT_NO_THROW(check_sdp(std::string(65'536, '"')));
  EXPECT_EQ(refusal_of_sdp(std::string(65'537, 'a')), Code::BodyTooLarge);
  for (const char bad : {'\0', '\1', '\x1b', '\x7f', '\x80', '\xff'})
    EXPECT_EQ(refusal_of_sdp("v=0\r\n" + std::string(10, bad)), Code::InvalidSdp) << int(bad);
}

TEST(Name, CharactersAreCountedNotBytes) {
  std::string long_name;
  for (int i = 0; i < 200; ++i) long_name += "张";
  EXPECT_EQ(clean(" " + long_name + " "), long_name);
  EXPECT_EQ(refusal(long_name + "三"), "must have at most 200 characters");
}

}  // namespace
}  // namespace lethe::room
