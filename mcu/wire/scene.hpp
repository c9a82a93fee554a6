// SPDX-License-Identifier: AGPL-3.0-or-later
// What the worker knows of a room: what each viewer gets, who is where in which composite, how names look. The worker
// knows a participant by seat number only: no name, token or address.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "mcu/base/field.hpp"

namespace lethe::wire {

using Seat = std::uint32_t;  // a participant's number in its room; never reused while the room exists

// A step of the quality ladder: what a viewer gets on it.
struct Step {
  int width = 1280, height = 720;  // the view's canvas is scaled to fit; 0: sound only
  int fps = 25;
  int video_bitrate = 1200;                     // kbit/s
  int audio_bitrate = 32, audio_frame_ms = 20;  // kbit/s; length of an Opus frame: 20, 40, 60 or 120
  bool operator==(const Step&) const = default;
  bool video() const { return width > 0 && height > 0 && fps > 0; }
  static constexpr auto fields() {
    return std::tuple{field("width", &Step::width, {0, 1920}),
                      field("height", &Step::height, {0, 1920}),
                      field("fps", &Step::fps, {0, 60}),
                      field("videoBitrate", &Step::video_bitrate, {0, 20'000}),
                      field("audioBitrate", &Step::audio_bitrate, {6, 256}),
                      field("audioFrameMs", &Step::audio_frame_ms, {20, 120})};
  }
};

struct Rect {  // pixels; all even, for chroma subsampling
  int x = 0, y = 0, width = 0, height = 0;
  bool operator==(const Rect&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("x", &Rect::x, {0, 4096}), field("y", &Rect::y, {0, 4096}),
                      field("width", &Rect::width, {2, 4096}), field("height", &Rect::height, {2, 4096})};
  }
};

enum class Picture { Camera, Screen };  // what a participant sends
constexpr auto names(Picture) {
  return std::array{std::pair{Picture::Camera, std::string_view("camera")},
                    std::pair{Picture::Screen, std::string_view("screen")}};
}

struct Tile {
  Seat seat = 0;
  Rect rect;
  Picture picture = Picture::Camera;
  bool operator==(const Tile&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Tile::seat), field("rect", &Tile::rect), field("picture", &Tile::picture)};
  }
};

// One composite: a canvas and the tiles on it. Tiles do not overlap.
struct View {
  std::uint32_t id = 0;
  int width = 1280, height = 720;
  std::vector<Tile> tiles;
  bool operator==(const View&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("id", &View::id), field("width", &View::width, {16, 4096}),
                      field("height", &View::height, {16, 4096}), field("tiles", &View::tiles, {0, 49})};
  }
};

// What one participant gives and gets.
struct Part {
  Seat seat = 0;
  bool heard = true;                 // its microphone goes into the mix
  bool seen = true;                  // its camera is shown; false: its avatar
  bool music = false;                // its sound is kept in stereo
  std::uint32_t view = 0;            // the composite it receives
  int step = 0;                      // index into Configure's steps: the quality at which it receives the view
  int camera_in = 0, screen_in = 0;  // kbit/s to ask of its senders; 0: nobody sees it, so the minimum
  int goal = 0;                      // kbit/s with all headers that it could use: the upper bound for probing its link
  bool operator==(const Part&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Part::seat),
                      field("heard", &Part::heard),
                      field("seen", &Part::seen),
                      field("music", &Part::music),
                      field("view", &Part::view),
                      field("step", &Part::step, {0, 31}),
                      field("cameraIn", &Part::camera_in, {0, 20'000}),
                      field("screenIn", &Part::screen_in, {0, 20'000}),
                      field("goal", &Part::goal, {0, 50'000})};
  }
};

// Who sees and hears whom, completely. It travels as SceneChange; the worker makes it real. Who speaks is not part of
// it, because that changes far more often: see Marks.
struct Scene {
  std::uint64_t revision = 0;
  std::vector<View> views;  // ordered by id
  std::vector<Part> parts;  // ordered by seat
  bool operator==(const Scene&) const = default;
};

enum class LabelKind { Name, Avatar, Caption };
constexpr auto names(LabelKind) {
  return std::array{std::pair{LabelKind::Name, std::string_view("name")},
                    std::pair{LabelKind::Avatar, std::string_view("avatar")},
                    std::pair{LabelKind::Caption, std::string_view("caption")}};
}

// A small coverage bitmap (one byte per pixel, rows without padding, base64). Control draws it, so that the worker
// needs no font. Name: white on a dark strip at the lower left of the tile. Avatar: initials, centred on the tile's
// colour. Caption: white on a dark strip at the bottom of every composite; comes with Say.
struct Label {
  Seat seat = 0;
  LabelKind kind = LabelKind::Name;
  int width = 0, height = 0;
  int hue = 0;  // degrees; background of the avatar tile
  std::string coverage;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Label::seat),
                      field("kind", &Label::kind),
                      field("width", &Label::width, {1, 1024}),
                      field("height", &Label::height, {1, 256}),
                      field("hue", &Label::hue, {0, 359}),
                      field("coverage", &Label::coverage, {0, 100'000})};
  }
};

}  // namespace lethe::wire
