// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/label/painter.hpp"

#include <gmock/gmock.h>

#include <set>

#include "mcu/base/base64.hpp"
#include "mcu/label/initials.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::label {
namespace {

// Names of many scripts, long and short, and what tries to break out of its line.
const std::vector<std::string> names{
    "Ada Lovelace",
    "张三",
    "محمد بن موسى الخوارزمي",
    "Ngô Bảo Châu",
    "श्रीनिवास रामानुजन्",
    "👩‍👩‍👧 Familie Müller",
    "😀",
    "דוד המלך",
    "Zoë Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a",
    "བསྟན་འཛིན་རྒྱ་མཚོ",
    "กรุงเทพมหานคร อมรรัตนโกสินทร์",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "i",
    ".",
    "\xf3\xb0\x80\x80",  // private use: no font has it
};

struct Bitmap {
  explicit Bitmap(const wire::Label& label)
      : width(label.width), height(label.height), bytes(from_base64(label.coverage)) {}
  int at(int x, int y) const { return static_cast<unsigned char>(bytes[static_cast<std::size_t>(y * width + x)]); }
  int brightest() const {
    int most = 0;
    for (const char c : bytes) most = std::max(most, static_cast<int>(static_cast<unsigned char>(c)));
    return most;
  }
  // Columns from the first to the last that hold anything.
  std::pair<int, int> inked() const {
    int first = width, last = -1;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        if (at(x, y) > 32) {
          first = std::min(first, x);
          last = std::max(last, x);
        }
    return {first, last};
  }
  int width, height;
  std::string bytes;
};

// One for all tests, as in the server.
std::unique_ptr<Painter> painter;
struct Painting : testing::Environment {
  void SetUp() override { painter = std::make_unique<Painter>(); }
  void TearDown() override { painter.reset(); }
};
[[maybe_unused]] const auto* painting = testing::AddGlobalTestEnvironment(new Painting);
std::vector<wire::Label> draw(wire::Seat seat, const std::string& name, const std::string& participant) {
  return {painter->draw_name(seat, {.name = name}, participant), painter->draw_avatar(seat, name, participant)};
}

wire::Label name_of(const std::string& name) { return draw(1, name, "id")[0]; }
wire::Label avatar_of(const std::string& name) { return draw(1, name, "id")[1]; }

TEST(Label, AnyNameGivesTwoBitmapsThatTheWireTakes) {
  for (const auto& name : names) {
    SCOPED_TRACE(name);
    const auto labels = draw(7, name, "id");
    ASSERT_THAT(labels, testing::SizeIs(2));
    EXPECT_EQ(labels[0].kind, wire::LabelKind::Name);
    EXPECT_EQ(labels[1].kind, wire::LabelKind::Avatar);
    for (const auto& label : labels) {
      EXPECT_EQ(label.seat, 7u);
      const Bitmap bitmap(label);
      EXPECT_EQ(bitmap.bytes.size(), static_cast<std::size_t>(label.width * label.height));
      const auto packet = wire::encode(1, wire::Command(label));
      EXPECT_LT(packet.size(), wire::packet_limit);
      EXPECT_NO_THROW(wire::decode(packet));
      EXPECT_GT(bitmap.brightest(), 100) << "something can be seen";
    }
    EXPECT_LE(labels[0].width, 360);
    EXPECT_GE(labels[0].height, 28);
    EXPECT_LE(labels[0].height, 44);
    EXPECT_LE(labels[1].width, 320);
    EXPECT_LE(labels[1].height, 150);
  }
}

TEST(Label, ALongNameIsCutWithDotsInsideItsMargin) {
  const Bitmap bitmap(name_of(std::string(64, 'W')));
  EXPECT_EQ(bitmap.width, 360);
  const auto [first, last] = bitmap.inked();
  EXPECT_GE(first, 6);
  EXPECT_LE(last, 354);
  // The dots: ink low in the line and none above, at the right end.
  int above = 0, below = 0;
  for (int x = last - 3; x <= last; ++x)
    for (int y = 0; y < bitmap.height; ++y) (y < bitmap.height / 2 ? above : below) += bitmap.at(x, y);
  EXPECT_EQ(above, 0);
  EXPECT_GT(below, 0);
}

TEST(Label, ANameFromRightToLeftIsWholeAndNotShiftedOut) {
  const Bitmap bitmap(name_of("דוד המלך"));
  const auto [first, last] = bitmap.inked();
  EXPECT_GE(first, 6);
  EXPECT_LE(first, 14);
  EXPECT_LE(last, bitmap.width - 6);
  EXPECT_GE(last, bitmap.width - 14);
}

// The columns before the name, where the signs stand.
std::string signs(const room::NameTag& tag) {
  const Bitmap plain(painter->draw_name(1, {.name = tag.name}, "id")), bitmap(painter->draw_name(1, tag, "id"));
  EXPECT_EQ(bitmap.height, plain.height);
  std::string columns;
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 8; x < 8 + bitmap.width - plain.width; ++x) columns += static_cast<char>(bitmap.at(x, y));
    for (int x = 8; x < plain.width; ++x)
      EXPECT_EQ(bitmap.at(x + bitmap.width - plain.width, y), plain.at(x, y)) << "the name is the same, further right";
  }
  return columns;
}

TEST(Label, EachStateHasASignBeforeTheName) {
  std::set<std::string> seen{signs({.name = "Ada"})};
  EXPECT_EQ(*seen.begin(), "");
  for (const room::NameTag& tag : {room::NameTag{.name = "Ada", .muted = true},
                                   {.name = "Ada", .host = true},
                                   {.name = "Ada", .spotlight = true},
                                   {.name = "Ada", .poor = true},
                                   {.name = "Ada", .hand = 1},
                                   {.name = "Ada", .hand = 2},
                                   {.name = "Ada", .hand = 10}}) {
    const std::string columns = signs(tag);
    int bright = 0;
    for (const char c : columns) bright += static_cast<unsigned char>(c) > 200;
    EXPECT_GE(bright, 20) << "it can be seen";
    EXPECT_TRUE(seen.insert(columns).second) << "and told from the others";
  }
}

TEST(Label, AllSignsAndTheLongestNameFitTheWire) {
  const auto label = painter->draw_name(
      1, {.name = std::string(64, 'W'), .hand = 10, .muted = true, .host = true, .spotlight = true, .poor = true},
      "id");
  EXPECT_LE(label.width, 540);
  EXPECT_NO_THROW(wire::decode(wire::encode(1, wire::Command(label))));
}

TEST(Label, LettersOfDifferentNamesDiffer) {
  std::set<std::string> seen;
  for (const char* name : {"Ada", "Bob", "张三", "李四", "محمد", "علي"})
    EXPECT_TRUE(seen.insert(name_of(name).coverage).second);
}

TEST(Label, CapitalsOfAnAvatarAreAboutAHundredPixelsHighAndCutToTheirInk) {
  const Bitmap bitmap(avatar_of("Ada Lovelace"));
  EXPECT_GE(bitmap.height, 95);
  EXPECT_LE(bitmap.height, 130);
  EXPECT_EQ(bitmap.inked().first <= 2, true);
  EXPECT_GE(bitmap.inked().second, bitmap.width - 3);
}

TEST(Label, AnEmojiIsNotABlankDisc) {
  const Bitmap bitmap(avatar_of("😀"));
  std::set<int> levels;
  for (int y = bitmap.height / 4; y < bitmap.height * 3 / 4; ++y)
    for (int x = bitmap.width / 4; x < bitmap.width * 3 / 4; ++x) levels.insert(bitmap.at(x, y) / 32);
  EXPECT_GE(levels.size(), 3u) << "eyes and mouth differ from the face";
}

TEST(Label, TheColourBelongsToTheParticipantNotToTheName) {
  EXPECT_EQ(draw(1, "Ada", "x1")[1].hue, draw(2, "Bob", "x1")[1].hue);
  EXPECT_EQ(hue_of("abc"), 440920331 % 360) << "FNV-1a of abc is 0x1a47e90b";
  std::set<int> hues;
  for (int i = 0; i < 100; ++i) hues.insert(hue_of("participant" + std::to_string(i)));
  EXPECT_GE(hues.size(), 60u);
}

TEST(Initials, AreTheFirstCharactersOfTheFirstAndTheLastWord) {
  const std::string z = "\xe2\x80\x8c";
  EXPECT_EQ(initials("ada king lovelace"), "A" + z + "L");
  EXPECT_EQ(initials("Ada"), "A");
  EXPECT_EQ(initials("  ada  "), "A");
  EXPECT_EQ(initials("张三"), "张");
  EXPECT_EQ(initials("(Ada) \"Lovelace\""), "A" + z + "L");
  EXPECT_EQ(initials("!? ..."), "!" + z + ".");
  EXPECT_EQ(initials("ß"), "SS");
  EXPECT_EQ(initials(""), "");
}

TEST(Initials, KeepWholeCharacters) {
  const std::string z = "\xe2\x80\x8c";
  EXPECT_EQ(initials("e\xcc\x81mile zola"), "E\xcc\x81" + z + "Z");
  EXPECT_EQ(initials("👩‍👩‍👧 Familie"), "👩‍👩‍👧" + z + "F");
  EXPECT_EQ(initials("🇩🇪🇫🇷"), "🇩🇪");
  EXPECT_EQ(initials("👍🏽 ok"), "👍🏽" + z + "O");
}

TEST(Caption, IsOneLineOrTwoAndFitsTheWire) {
  const auto height_of = [](const std::string& text) {
    const auto caption = painter->draw_caption(text);
    EXPECT_EQ(caption.kind, wire::LabelKind::Caption);
    EXPECT_LE(caption.width, 880);
    EXPECT_LE(caption.height, 80);
    EXPECT_GT(Bitmap(caption).brightest(), 200);
    const auto packet = wire::encode(1, wire::Command(wire::Say{.number = 1, .caption = caption}));
    EXPECT_LT(packet.size(), wire::packet_limit);
    EXPECT_NO_THROW(wire::decode(packet));
    return caption.height;
  };
  const int one = height_of("Ada: Hello");
  EXPECT_LT(painter->draw_caption("Ada: Hello").width, 200);
  std::string line = "Ada:";
  while (line.size() < 120) line += " seven wonders";
  EXPECT_GT(height_of(line), one * 3 / 2);
  EXPECT_EQ(height_of(line + line + line), height_of(line)) << "cut";
  height_of(std::string(200, 'W'));
  for (const auto& name : names) height_of(name + ": " + name + name + name);
}

}  // namespace
}  // namespace lethe::label
