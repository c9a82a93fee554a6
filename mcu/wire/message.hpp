// SPDX-License-Identifier: AGPL-3.0-or-later
// What lethe and lethe-media say to each other: one JSON object a packet, {"type": …, "id": …, "body": {…}}.
// Commands (control → worker) have an id and get exactly one Reply with that id; events (worker → control) have none.
// Unknown fields are errors. A participant is known to the worker by its seat number only: no name, token or address.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/field.hpp"
#include "wire/descriptor.hpp"

namespace lethe::wire {

inline constexpr int version = 4;
inline constexpr std::size_t packet_limit = 128 * 1024;  // bytes

using Seat = std::uint32_t;  // a participant within its room; never reused while the room lives

// ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

struct TurnServer {
  std::string address;  // numeric IP
  int port = 3478;
  std::string user, password;
  static constexpr auto fields() {
    return std::tuple{field("address", &TurnServer::address), field("port", &TurnServer::port, {1, 65535}),
                      field("user", &TurnServer::user), field("password", &TurnServer::password)};
  }
};

// A step of the quality ladder: what a viewer on it gets.
struct Step {
  int width = 1280, height = 720;  // the view's canvas is scaled to fit into it; 0: no picture, sound only
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

// First command of a worker's life; sets it up for one room.
struct Configure {
  std::vector<std::string> addresses;         // local addresses to offer; empty: every address of the machine
  std::optional<std::string> public_address;  // offered too, when the machine sits behind a 1:1 NAT
  int port_min = 0, port_max = 0;             // UDP and TCP ports; 0, 0: any
  bool tcp = false;                           // also ICE-TCP host candidates
  int lost_after_ms = 8000;                   // a silent peer is gone after that
  int peers_max = 50;
  // kbit/s asked of each sender in the answer, of its camera and its screen; what a Scene asks later is never more
  int video_bitrate_in = 600, screen_bitrate_in = 1500;
  int talkers_max = 8;                             // the loudest, who are decoded and mixed at the same time
  int fps = 25;                                    // ticks of the composer a second; no step has more pictures
  std::vector<Step> steps = std::vector<Step>(1);  // the ladder, from top to bottom
  static constexpr auto fields() {
    return std::tuple{field("addresses", &Configure::addresses, {0, 16}),
                      field("publicAddress", &Configure::public_address),
                      field("portMin", &Configure::port_min, {0, 65535}),
                      field("portMax", &Configure::port_max, {0, 65535}),
                      field("tcp", &Configure::tcp),
                      field("lostAfterMs", &Configure::lost_after_ms, {1000, 120'000}),
                      field("peersMax", &Configure::peers_max, {1, 1000}),
                      field("videoBitrateIn", &Configure::video_bitrate_in, {50, 10'000}),
                      field("screenBitrateIn", &Configure::screen_bitrate_in, {50, 10'000}),
                      field("talkersMax", &Configure::talkers_max, {1, 1000}),
                      field("fps", &Configure::fps, {1, 60}),
                      field("steps", &Configure::steps, {1, 32})};
  }
};

struct Rect {  // pixels; all even, so that chroma planes divide
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

// One composite: what is at which place of a canvas. Tiles do not overlap.
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
  bool seen = true;                  // its camera is shown; otherwise its avatar
  bool speaking = false;             // its tile is marked
  bool music = false;                // its sound is kept in stereo
  std::uint32_t view = 0;            // the composite it receives
  int step = 0;                      // index into Configure's steps: how it receives it
  int camera_in = 0, screen_in = 0;  // kbit/s to ask of its senders; 0: nobody sees it, so as good as nothing
  int goal = 0;                      // kbit/s with all headers that it could use at most: its line is probed up to that
  bool operator==(const Part&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Part::seat),
                      field("heard", &Part::heard),
                      field("seen", &Part::seen),
                      field("speaking", &Part::speaking),
                      field("music", &Part::music),
                      field("view", &Part::view),
                      field("step", &Part::step, {0, 31}),
                      field("cameraIn", &Part::camera_in, {0, 20'000}),
                      field("screenIn", &Part::screen_in, {0, 20'000}),
                      field("goal", &Part::goal, {0, 50'000})};
  }
};

// The whole truth about who sees and hears whom. The worker makes it so.
struct Scene {
  std::uint64_t revision = 0;
  std::vector<View> views;
  std::vector<Part> parts;
  bool operator==(const Scene&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("revision", &Scene::revision), field("views", &Scene::views, {0, 200}),
                      field("parts", &Scene::parts, {0, 1000})};
  }
};

enum class LabelKind { Name, Avatar, Caption };
constexpr auto names(LabelKind) {
  return std::array{std::pair{LabelKind::Name, std::string_view("name")},
                    std::pair{LabelKind::Avatar, std::string_view("avatar")},
                    std::pair{LabelKind::Caption, std::string_view("caption")}};
}

// A small coverage bitmap (one byte a pixel, rows without padding, base64), drawn by control so that the worker needs
// no font. Name: white on a dark strip at the tile's lower left. Avatar: initials, centred on the tile's colour.
// Caption: white on a dark strip at the bottom of every composite; comes with Say.
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

struct Offer {  // new session of a seat; replaces the one it had
  Seat seat = 0;
  std::string sdp;
  bool gives = true, gets = true;  // what the answer may agree to; false: the other direction alone (WHIP, WHEP)
  static constexpr auto fields() {
    return std::tuple{field("seat", &Offer::seat), field("sdp", &Offer::sdp, {0, 65'536}),
                      field("gives", &Offer::gives), field("gets", &Offer::gets)};
  }
};

struct Trickle {  // application/trickle-ice-sdpfrag (RFC 8840); with new ufrag and pwd it is an ICE restart
  Seat seat = 0;
  std::string fragment;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Trickle::seat), field("fragment", &Trickle::fragment, {0, 65'536})};
  }
};

struct Close {  // ends a seat's session and its streams; the seat without one is not an error
  Seat seat = 0;
  static constexpr auto fields() { return std::tuple{field("seat", &Close::seat)}; }
};

enum class Form { Webm, Jpeg, Sound };  // VP8 and Opus in WebM; multipart of JPEG pictures; Opus alone in WebM
constexpr auto names(Form) {
  return std::array{std::pair{Form::Webm, std::string_view("webm")}, std::pair{Form::Jpeg, std::string_view("jpeg")},
                    std::pair{Form::Sound, std::string_view("sound")}};
}

// One more stream of bytes for a seat that has no session of its own (it listens). It is written into `sink`, which
// travels beside the packet, and lives until either end of that is closed. A seat has one of each form at most.
struct Listen {
  Seat seat = 0;
  Form form = Form::Webm;
  int fps = 0;                 // pictures a second at most, of Jpeg; 0 of Webm: sound alone
  SharedDescriptor sink = {};  // one end of a stream socket; not part of the text
  static constexpr auto fields() {
    return std::tuple{field("seat", &Listen::seat), field("form", &Listen::form), field("fps", &Listen::fps, {0, 60})};
  }
};

// Shows a caption, and mixes in for everybody what a voice says of it. Replaces what is being said. Said follows when
// both are over: the sound has ended and there was time to read the caption.
struct Say {
  std::uint64_t number = 0;  // comes back in Said
  Label caption;
  SharedDescriptor sound = {};  // one end of a stream socket, not part of the text: 48 kHz, one channel, 16 bits in the
                                // machine's order, until its end; none: the caption alone
  static constexpr auto fields() { return std::tuple{field("number", &Say::number), field("caption", &Say::caption)}; }
};

struct Hush {  // ends what is being said, without a Said
  static constexpr auto fields() { return std::tuple<>{}; }
};

struct Ping {
  static constexpr auto fields() { return std::tuple<>{}; }
};

// ── Replies ──────────────────────────────────────────────────────────────────────────────────────────────────────

struct Done {
  static constexpr auto fields() { return std::tuple<>{}; }
};

struct Answer {  // to Offer; to Trickle when it restarted ICE (then a fragment)
  std::string sdp;
  bool estimated = false;  // Estimate events will come for the seat
  static constexpr auto fields() {
    return std::tuple{field("sdp", &Answer::sdp), field("estimated", &Answer::estimated)};
  }
};

struct Failure {
  std::string code;  // name in the error table
  std::string detail;
  static constexpr auto fields() {
    return std::tuple{field("code", &Failure::code), field("detail", &Failure::detail)};
  }
};

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────

// First packet of a worker, sent after lock-down.
struct Ready {
  int wire_version = version;
  std::string build;
  int attempts = 0, refused = 0;  // of the sandbox self-test; it serves only when they are equal
  std::string filter;             // SHA-256 of the seccomp program, hex
  static constexpr auto fields() {
    return std::tuple{field("wireVersion", &Ready::wire_version), field("build", &Ready::build),
                      field("attempts", &Ready::attempts), field("refused", &Ready::refused),
                      field("filter", &Ready::filter)};
  }
};

enum class PeerState { Connecting, Connected, Lost };
constexpr auto names(PeerState) {
  return std::array{std::pair{PeerState::Connecting, std::string_view("connecting")},
                    std::pair{PeerState::Connected, std::string_view("connected")},
                    std::pair{PeerState::Lost, std::string_view("lost")}};
}

struct PeerChanged {  // Lost: consent or DTLS ended, or it was silent too long; its session is gone already
  Seat seat = 0;
  PeerState state = PeerState::Connecting;
  static constexpr auto fields() {
    return std::tuple{field("seat", &PeerChanged::seat), field("state", &PeerChanged::state)};
  }
};

struct Level {
  Seat seat = 0;
  int level = 127;  // -dBov as in RFC 6464: 0 loudest, 127 silence
  static constexpr auto fields() {
    return std::tuple{field("seat", &Level::seat), field("level", &Level::level, {0, 127})};
  }
};

struct Levels {  // ten times a second while somebody is audible: the loudest level of each since the last one
  std::vector<Level> levels;
  static constexpr auto fields() { return std::tuple{field("levels", &Levels::levels, {0, 1000})}; }
};

struct VideoChanged {  // live: frames arrive; false: none for two seconds, the avatar is shown
  Seat seat = 0;
  Picture picture = Picture::Camera;
  bool live = false;
  int width = 0, height = 0;
  static constexpr auto fields() {
    return std::tuple{field("seat", &VideoChanged::seat), field("picture", &VideoChanged::picture),
                      field("live", &VideoChanged::live), field("width", &VideoChanged::width),
                      field("height", &VideoChanged::height)};
  }
};

struct Estimate {  // what the line towards the seat carries, kbit/s with all headers; on change and each second
  Seat seat = 0;
  int kbit = 0;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Estimate::seat), field("kbit", &Estimate::kbit, {0, 10'000'000})};
  }
};

struct LayoutShown {  // the first frame of this view that shows this revision
  std::uint32_t view = 0;
  std::uint64_t revision = 0;
  std::uint32_t rtp_timestamp = 0;  // as its viewers receive it
  static constexpr auto fields() {
    return std::tuple{field("view", &LayoutShown::view), field("revision", &LayoutShown::revision),
                      field("rtpTimestamp", &LayoutShown::rtp_timestamp)};
  }
};

struct Said {  // see Say
  std::uint64_t number = 0;
  static constexpr auto fields() { return std::tuple{field("number", &Said::number)}; }
};

// Every few seconds while the room is there. Counts are since it began, the last four are as it is now.
struct Stats {
  std::uint64_t packets_in = 0, packets_out = 0, bytes_in = 0, bytes_out = 0;  // of RTP and RTCP, under SRTP
  std::uint64_t packets_dropped = 0;                                           // malformed, unauthenticated or replayed
  std::uint64_t lost_in = 0, lost_out = 0;    // packets that never came here, and that viewers say never came to them
  std::uint64_t resent = 0, asked_again = 0;  // packets sent once more; requests to senders for lost ones
  std::uint64_t decoded = 0, undecodable = 0, composed = 0, encoded = 0, key_frames = 0;  // pictures
  std::uint64_t decode_us = 0, encode_us = 0, late_us = 0;  // microseconds; of ticks behind their time
  std::uint64_t ticks = 0, ticks_skipped = 0;               // of the composer
  std::uint64_t sounds_decoded = 0, sounds_concealed = 0, sounds_encoded = 0, sound_ticks_late = 0;  // frames
  std::uint64_t views = 0, encoders = 0;
  std::uint64_t estimated_out = 0;  // kbit/s, what the lines of all viewers carry, where it is known
  std::uint64_t asked_in = 0;       // kbit/s, of all senders: what they are asked for at most
  bool operator==(const Stats&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("packetsIn", &Stats::packets_in),
                      field("packetsOut", &Stats::packets_out),
                      field("bytesIn", &Stats::bytes_in),
                      field("bytesOut", &Stats::bytes_out),
                      field("packetsDropped", &Stats::packets_dropped),
                      field("lostIn", &Stats::lost_in),
                      field("lostOut", &Stats::lost_out),
                      field("resent", &Stats::resent),
                      field("askedAgain", &Stats::asked_again),
                      field("decoded", &Stats::decoded),
                      field("undecodable", &Stats::undecodable),
                      field("composed", &Stats::composed),
                      field("encoded", &Stats::encoded),
                      field("keyFrames", &Stats::key_frames),
                      field("decodeUs", &Stats::decode_us),
                      field("encodeUs", &Stats::encode_us),
                      field("lateUs", &Stats::late_us),
                      field("ticks", &Stats::ticks),
                      field("ticksSkipped", &Stats::ticks_skipped),
                      field("soundsDecoded", &Stats::sounds_decoded),
                      field("soundsConcealed", &Stats::sounds_concealed),
                      field("soundsEncoded", &Stats::sounds_encoded),
                      field("soundTicksLate", &Stats::sound_ticks_late),
                      field("views", &Stats::views),
                      field("encoders", &Stats::encoders),
                      field("estimatedOut", &Stats::estimated_out),
                      field("askedIn", &Stats::asked_in)};
  }
};

using Command = std::variant<Configure, Scene, Label, Offer, Trickle, Close, Listen, Say, Hush, Ping>;
using Reply = std::variant<Done, Answer, Failure>;
using Event = std::variant<Ready, PeerChanged, Levels, VideoChanged, LayoutShown, Estimate, Said, Stats>;

// What travels beside a command; null: nothing does.
SharedDescriptor* descriptor_of(Command& command);
inline const SharedDescriptor* descriptor_of(const Command& command) {
  return descriptor_of(const_cast<Command&>(command));
}

// One packet, read. Replies and commands carry the id.
struct Packet {
  std::uint64_t id = 0;  // 0: an event
  std::variant<Command, Reply, Event> body;
};

std::string encode(std::uint64_t id, const Command& command);
std::string encode(std::uint64_t id, const Reply& reply);
std::string encode(const Event& event);

// Throws Error InvalidJson or InvalidField.
Packet decode(std::string_view text);

// Base64 (RFC 4648, with padding) for bitmaps. from_base64 throws Error InvalidField.
std::string to_base64(std::string_view bytes);
std::string from_base64(std::string_view text);

}  // namespace lethe::wire
