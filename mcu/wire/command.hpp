// SPDX-License-Identifier: AGPL-3.0-or-later
// The commands from control to the worker. Each command gets exactly one reply.
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

inline constexpr std::size_t sdp_limit = 65'536;  // bytes of a session description or fragment

// The first command in a worker's life; sets it up for one room.
struct Configure {
  std::vector<std::string> addresses;         // local addresses to offer; empty: all addresses of the machine
  std::optional<std::string> public_address;  // also offered, for a machine behind a 1:1 NAT
  int port_min = 0, port_max = 0;             // UDP and TCP ports; 0, 0: any
  bool tcp = false;                           // also ICE-TCP host candidates
  int lost_after_ms = 8000;                   // after this silence a peer is lost
  // kbit/s that the answer asks of each sender, for camera and screen. A Scene never asks for more later.
  int video_bitrate_in = 600, screen_bitrate_in = 1500;
  int talkers_max = 8;                             // number of loudest talkers that are decoded and mixed
  int fps = 25;                                    // composer ticks per second; no step has a higher frame rate
  std::vector<Step> steps = std::vector<Step>(1);  // the ladder, best step first
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

// The seats that speak now, all of them: it replaces the last Marks. Their tiles are marked wherever a view shows them.
// It holds across scenes; a seat that the scene does not name has no mark until a scene names it.
struct Marks {
  std::vector<Seat> speaking;  // in any order
  bool operator==(const Marks&) const = default;
  static constexpr auto fields() { return std::tuple{field("speaking", &Marks::speaking, {0, parts_most})}; }
};

struct Offer {  // a seat's new session; replaces its current one
  Seat seat = 0;
  std::string sdp;
  bool gives = true, gets = true;  // directions that the answer may agree to (WHIP and WHEP use one)
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

struct Close {  // ends a seat's session and streams; no error if there is none
  Seat seat = 0;
  static constexpr auto fields() { return std::tuple{field("seat", &Close::seat)}; }
};

enum class Form { Webm, Jpeg, Sound };  // VP8 and Opus in WebM; multipart of JPEG pictures; Opus only, in WebM
constexpr auto names(Form) {
  return std::array{std::pair{Form::Webm, std::string_view("webm")}, std::pair{Form::Jpeg, std::string_view("jpeg")},
                    std::pair{Form::Sound, std::string_view("sound")}};
}

// Adds a byte stream for a listener's seat, which has no session. The worker writes it into `sink`, which travels
// beside the packet. The stream lives until either end is closed. A seat has at most one stream of each form.
struct Listen {
  Seat seat = 0;
  Form form = Form::Webm;
  int fps = 0;                 // Jpeg: most pictures per second; Webm: 0 means sound only
  SharedDescriptor sink = {};  // one end of a stream socket; not part of the JSON
  static constexpr auto fields() {
    return std::tuple{field("seat", &Listen::seat), field("form", &Listen::form), field("fps", &Listen::fps, {0, 60})};
  }
};

// Shows a caption and mixes the voice that speaks it into everybody's sound. Replaces the line that is being spoken.
// Said follows when the sound has ended and there was time to read the caption.
struct Say {
  std::uint64_t number = 0;  // comes back in Said
  Label caption;
  SharedDescriptor sound = {};  // one end of a stream socket, not part of the text: 48 kHz, one channel, 16 bits in the
                                // machine's order, until its end; none: the caption alone
  static constexpr auto fields() { return std::tuple{field("number", &Say::number), field("caption", &Say::caption)}; }
};

struct Hush {  // ends the line that is being spoken, without a Said
  static constexpr auto fields() { return std::tuple<>{}; }
};

struct Ping {
  static constexpr auto fields() { return std::tuple<>{}; }
};

using Command = std::variant<Configure, SceneChange, Marks, Label, Offer, Trickle, Close, Listen, Say, Hush, Ping>;

// The descriptor that travels beside a command; null if there is none.
SharedDescriptor* descriptor_of(Command& command);
inline const SharedDescriptor* descriptor_of(const Command& command) {
  return descriptor_of(const_cast<Command&>(command));
}

}  // namespace lethe::wire
