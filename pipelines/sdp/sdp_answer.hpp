// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes the answer to an offer, and the fragment in answer to an ICE restart. Pure; any thread.
#pragma once

#include "pipelines/sdp/sdp_offer.hpp"

namespace lethe::transport {

// The answering side's own parameters.
struct AnswerFacts {
  IceCredentials ice;
  std::vector<std::string> candidates;
  std::string fingerprint;  // SHA-256
  std::uint64_t session_id = 0, version = 1;
  std::string cname;
  std::uint32_t audio_ssrc = 0, video_ssrc = 0, rtx_ssrc = 0;
  int video_bitrate_in = 600, screen_bitrate_in = 1500;  // kbit/s
};

std::string write_answer(const Sdp& offer, const Agreement& agreement, const AnswerFacts& facts);

// RFC 8840. `mid` belongs to the section that carries the transport.
std::string write_fragment(const Agreement& agreement, const IceCredentials& ice,
                           const std::vector<std::string>& candidates);

}  // namespace lethe::transport
