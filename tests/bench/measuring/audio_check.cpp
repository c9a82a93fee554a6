// SPDX-License-Identifier: AGPL-3.0-or-later
#include <opus/opus.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "tests/bench/measuring/output_check.hpp"

namespace lethe::bench {
namespace {

constexpr double packets_least = 49.5, packets_most = 50.5;  // a second
constexpr int rate = 48'000;
constexpr std::size_t stretch = mix_stretch;
constexpr int stretches = 3;
constexpr double heard_from = -10, silent_below = -12;  // dB against the level that was sent

const std::array<double, stretch>& hann() {
  static const auto made = [] {
    std::array<double, stretch> window;
    for (std::size_t i = 0; i < stretch; ++i)
      window[i] = 1 - std::cos(2 * std::numbers::pi * static_cast<double>(i) / stretch);
    return window;
  }();
  return made;
}

// Level of one frequency in dB below a full-scale sine, over one stretch.
double level_at(std::span<const std::int16_t> pcm, double hertz) {
  const double w = 2 * std::numbers::pi * hertz / rate;
  const double coefficient = 2 * std::cos(w);
  double s1 = 0, s2 = 0;  // Goertzel
  for (std::size_t i = 0; i < stretch; ++i) {
    const double s0 = hann()[i] * pcm[i] + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  const double power = std::max(0.0, s1 * s1 + s2 * s2 - coefficient * s1 * s2);
  return 20 * std::log10(std::sqrt(power) * 2 / stretch / 32'768 + 1e-9);
}

std::vector<std::int16_t> decode(const std::vector<test::ReceivedAudio>& packets) {
  int error = OPUS_OK;
  ::OpusDecoder* decoder = opus_decoder_create(rate, 1, &error);
  std::vector<std::int16_t> pcm;
  for (const auto& packet : packets) {
    std::array<std::int16_t, 5760> out;
    const int got = opus_decode(decoder, packet.payload.data(), static_cast<opus_int32>(packet.payload.size()),
                                out.data(), static_cast<int>(out.size()), 0);
    if (got > 0) pcm.insert(pcm.end(), out.begin(), out.begin() + got);
  }
  opus_decoder_destroy(decoder);
  return pcm;
}

double latest(const std::vector<test::ReceivedAudio>& packets) {
  double earliest = 1e9, last = -1e9;
  for (const auto& packet : packets) {
    const double media = static_cast<std::int32_t>(packet.rtp_timestamp - packets[0].rtp_timestamp) / 48.0;
    const double late = std::chrono::duration<double, std::milli>(packet.at - packets[0].at).count() - media;
    earliest = std::min(earliest, late);
    last = std::max(last, late);
  }
  return packets.empty() ? 0 : last - earliest;
}

}  // namespace

std::string fault_in_mix(std::span<const std::int16_t> pcm, int own, const AudioExpectation& expected) {
  const double sent = 20 * std::log10(amplitude_of(expected.talkers) / 32'768.0);
  const bool talks = own >= 0 && own < expected.talkers;
  // Whether it is among those that are mixed, only the server knows.
  const int least = std::min(expected.talkers - (talks ? 1 : 0), expected.mixed - (talks ? 1 : 0));
  int heard = 0;
  for (int talker = 0; talker < expected.talkers; ++talker) {
    const double level = level_at(pcm, tone_of(talker)) - sent;
    if (talker == own && level > silent_below) return "hears itself at " + std::to_string(level) + " dB";
    if (talker != own && level > heard_from) ++heard;
  }
  if (heard < least) return "hears " + std::to_string(heard) + " others instead of " + std::to_string(least);
  return {};
}

AudioFindings check_audio(const Attendees& listeners, const AudioExpectation& expected, const Window& window) {
  AudioFindings findings;
  findings.packets_least = packets_most;
  for (std::size_t i = 0; i < listeners.size() && findings.fault.empty(); ++i) {
    const Attendee& listener = *listeners[i];
    std::vector<test::ReceivedAudio> packets;
    for (const auto& packet : listener.audio())
      if (window.holds(packet.at)) packets.push_back(packet);
    const double rate_of_packets = static_cast<double>(packets.size()) / window.seconds();
    findings.packets_least = std::min(findings.packets_least, rate_of_packets);
    findings.latest_ms = std::max(findings.latest_ms, latest(packets));
    const auto prefix = "listener " + std::to_string(i) + ": ";
    if (rate_of_packets < packets_least || rate_of_packets > packets_most)
      findings.fault = prefix + std::to_string(rate_of_packets) + " packets of sound a second";
    if (!listener.spec().keeps || !findings.fault.empty()) continue;
    const auto pcm = decode(packets);
    const int own = listener.spec().clip ? listener.spec().clip->sender : -1;
    for (int s = 1; s <= stretches && findings.fault.empty(); ++s) {
      const std::size_t at = (pcm.size() - stretch) * static_cast<std::size_t>(s) / stretches;
      const std::string fault = fault_in_mix(std::span(pcm).subspan(at, stretch), own, expected);
      if (!fault.empty()) findings.fault = prefix + fault;
    }
  }
  return findings;
}

}  // namespace lethe::bench
