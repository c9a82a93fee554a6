// SPDX-License-Identifier: AGPL-3.0-or-later
// The events from the worker to control.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "mcu/base/field.hpp"
#include "mcu/wire/report.hpp"
#include "mcu/wire/scene.hpp"

namespace lethe::wire {

inline constexpr int version = 6;  // protocol version

// A worker's first packet, sent after lock-down.
struct Ready {
  int wire_version = version;
  std::string build;
  int attempts = 0, refused = 0;  // of the sandbox self-test; the worker serves only when they are equal
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

struct PeerChanged {  // Lost: consent or DTLS ended, or silent too long; the session no longer exists
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

struct Levels {  // ten times a second while anybody is audible: each seat's loudest level since the last event
  std::vector<Level> levels;
  static constexpr auto fields() { return std::tuple{field("levels", &Levels::levels, {0, 1000})}; }
};

struct VideoChanged {  // live: frames arrive; otherwise none for two seconds, and the avatar is shown
  Seat seat = 0;
  Picture picture = Picture::Camera;
  bool live = false;
  int width = 0, height = 0;
  static constexpr auto fields() {
    return std::tuple{field("seat", &VideoChanged::seat), field("picture", &VideoChanged::picture),
                      field("live", &VideoChanged::live), field("width", &VideoChanged::width, {0, 16'384}),
                      field("height", &VideoChanged::height, {0, 16'384})};
  }
};

struct Estimate {  // capacity of the link to the seat in kbit/s, headers included; on change and each second
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

// Sent every few seconds while the room exists. Counters count from its start; the last four are gauges.
struct Stats {
  std::uint64_t packets_in = 0, packets_out = 0, bytes_in = 0, bytes_out = 0;  // of RTP and RTCP, under SRTP
  std::uint64_t packets_dropped = 0;                                           // malformed, unauthenticated or replayed
  std::uint64_t lost_in = 0, lost_out = 0;    // packets that never arrived here; that viewers report as lost
  std::uint64_t resent = 0, asked_again = 0;  // retransmitted packets; requests to senders for lost ones
  std::uint64_t decoded = 0, undecodable = 0, composed = 0, encoded = 0, key_frames = 0;  // pictures
  std::uint64_t decode_us = 0, encode_us = 0, late_us = 0;  // microseconds; late_us: of ticks that started late
  std::uint64_t ticks = 0, ticks_skipped = 0;               // of the composer
  std::uint64_t sounds_decoded = 0, sounds_concealed = 0, sounds_encoded = 0, sound_ticks_late = 0;  // frames
  std::uint64_t views = 0, encoders = 0;
  std::uint64_t estimated_out = 0;  // kbit/s: sum of the estimated capacity of all viewers' links
  std::uint64_t asked_in = 0;       // kbit/s: sum of the limits given to all senders
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

using Event = std::variant<Ready, PeerChanged, Levels, VideoChanged, LayoutShown, Estimate, Said, Stats, Report>;

}  // namespace lethe::wire
