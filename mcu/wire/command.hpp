// SPDX-License-Identifier: AGPL-3.0-or-later
// What control tells the worker to do. Each command gets exactly one reply.
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

#include "mcu/base/field.hpp"
#include "mcu/wire/descriptor.hpp"
#include "mcu/wire/scene_change.hpp"

namespace lethe::wire {

inline constexpr std::size_t sdp_limit = 65'536;  // bytes of a session description or a fragment of one

// First command of a worker's life; sets it up for one room.
struct Configure {
  std::vector<std::string> addresses;         // local addresses to offer; empty: every address of the machine
  std::optional<std::string> public_address;  // offered too, when the machine sits behind a 1:1 NAT
  int port_min = 0, port_max = 0;             // UDP and TCP ports; 0, 0: any
  bool tcp = false;                           // also ICE-TCP host candidates
  int lost_after_ms = 8000;                   // a silent peer is gone after that
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
                      field("videoBitrateIn", &Configure::video_bitrate_in, {50, 10'000}),
                      field("screenBitrateIn", &Configure::screen_bitrate_in, {50, 10'000}),
                      field("talkersMax", &Configure::talkers_max, {1, 1000}),
                      field("fps", &Configure::fps, {1, 60}),
                      field("steps", &Configure::steps, {1, 32})};
  }
};

struct Offer {  // new session of a seat; replaces the one it had
  Seat seat = 0;
  std::string sdp;
  bool gives = true, gets = true;  // what the answer may agree to; false: the other direction alone (WHIP, WHEP)
  static constexpr auto fields() {
    return std::tuple{field("seat", &Offer::seat), field("sdp", &Offer::sdp, {0, sdp_limit}),
                      field("gives", &Offer::gives), field("gets", &Offer::gets)};
  }
};

struct Trickle {  // application/trickle-ice-sdpfrag (RFC 8840); with new ufrag and pwd it is an ICE restart
  Seat seat = 0;
  std::string fragment;
  static constexpr auto fields() {
    return std::tuple{field("seat", &Trickle::seat), field("fragment", &Trickle::fragment, {0, sdp_limit})};
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

using Command = std::variant<Configure, SceneChange, Label, Offer, Trickle, Close, Listen, Say, Hush, Ping>;

// What travels beside a command; null: nothing does.
SharedDescriptor* descriptor_of(Command& command);
inline const SharedDescriptor* descriptor_of(const Command& command) {
  return descriptor_of(const_cast<Command&>(command));
}

}  // namespace lethe::wire
