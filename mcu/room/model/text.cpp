// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/model/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "mcu/base/error.hpp"
#include "mcu/wire/message.hpp"

namespace lethe::room {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
std::optional<CodePoint> first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return CodePoint{lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return std::nullopt;
  char32_t value = lead & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3fu);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[bytes] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return std::nullopt;
  return CodePoint{value, bytes};
}

using Span = std::pair<char32_t, char32_t>;
template <std::size_t Size>
bool within(const Span (&spans)[Size], char32_t c) {
  return std::any_of(std::begin(spans), std::end(spans), [&](const Span& s) { return c >= s.first && c <= s.second; });
}

// Control characters, and characters that would reverse, split or hide the text around them. The joiners U+200C and
// U+200D stay: scripts and emoji need them.
constexpr Span removed[] = {{0x0000, 0x001f}, {0x007f, 0x009f}, {0x200b, 0x200b}, {0x200e, 0x200f},  {0x2028, 0x202e},
                            {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe001f}};
// Characters that stay in a text but show nothing by themselves: fillers, joiners, variation selectors, empty patterns
// and rests. (Unicode's Default_Ignorable_Code_Point, and blank symbols.)
constexpr Span blank[] = {{0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x061c, 0x061c},  {0x115f, 0x1160},
                          {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200c, 0x200d},  {0x2800, 0x2800},
                          {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xffa0, 0xffa0},  {0xfff0, 0xfff8},
                          {0x1d159, 0x1d159}, {0x1d173, 0x1d17a}, {0xe0020, 0xe0fff}};
constexpr Span controls[] = {{0x0000, 0x0008}, {0x000b, 0x001f}, {0x007f, 0x009f}};
constexpr Span spaces[] = {{0x20, 0x20},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
                           {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};

Error wrong(const char* pointer, std::string detail) {
  return Error(Code::InvalidField, {}, {{pointer, std::move(detail)}});
}
Error not_utf8(const char* pointer) { return wrong(pointer, "must be UTF-8"); }
Error nothing_visible(const char* pointer) { return wrong(pointer, "must contain a visible character"); }
Error too_long(const char* pointer, int most) {
  return wrong(pointer, "must have at most " + std::to_string(most) + " characters");
}

}  // namespace

std::string clean_name(std::string_view text, const char* pointer, int most) {
  std::string clean;
  std::size_t end = 0;  // of `clean`, without trailing spaces
  int count = 0, count_at_end = 0;
  bool visible = false;
  while (!text.empty()) {
    const auto c = first_of(text);
    if (!c) throw not_utf8(pointer);
    const bool space = within(spaces, c->value);
    if (!within(removed, c->value) && !(space && clean.empty())) {
      clean.append(text.substr(0, c->bytes));
      ++count;
      visible = visible || !(space || within(blank, c->value));
      if (!space) {
        end = clean.size();
        count_at_end = count;
      }
    }
    text.remove_prefix(c->bytes);
  }
  if (!visible) throw nothing_visible(pointer);
  if (count_at_end > most) throw too_long(pointer, most);
  clean.resize(end);
  return clean;
}

std::string display_name(std::string_view text) { return clean_name(text, "/displayName", 200); }

void check_sdp(std::string_view text) {
  if (text.size() > wire::sdp_limit) throw Error(Code::BodyTooLarge);
  while (!text.empty()) {
    const auto c = first_of(text);
    if (!c) throw Error(Code::InvalidSdp, "It must be UTF-8.");
    if (c->value != '\r' && within(controls, c->value))
      throw Error(Code::InvalidSdp, "It contains a control character.");
    text.remove_prefix(c->bytes);
  }
}

void check_text(std::string_view text, const char* pointer, int most) {
  bool visible = false;
  int count = 0;
  for (; !text.empty(); ++count) {
    const auto c = first_of(text);
    if (!c) throw not_utf8(pointer);
    if (within(controls, c->value))
      throw wrong(pointer, "must not contain control characters other than newline and tab");
    visible = visible || !(within(spaces, c->value) || within(removed, c->value) || within(blank, c->value));
    text.remove_prefix(c->bytes);
  }
  if (!visible) throw nothing_visible(pointer);
  if (count > most) throw too_long(pointer, most);
}

}  // namespace lethe::room
