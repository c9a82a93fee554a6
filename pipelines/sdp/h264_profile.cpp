// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/sdp/h264_profile.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace lethe::transport {
namespace {

using Profile = H264Format::Profile;

// RFC 6184, table 5: several profile_idc with constraint flags stand for one profile.
std::optional<Profile> profile_of(unsigned idc, unsigned flags) {
  const bool set0 = (flags & 0x80) != 0, set1 = (flags & 0x40) != 0;
  if (idc == 0x42) return set1 ? Profile::ConstrainedBaseline : Profile::Baseline;
  if (idc == 0x4d) return set0 ? Profile::ConstrainedBaseline : Profile::Main;
  if (idc == 0x58 && set0) return set1 ? Profile::ConstrainedBaseline : Profile::Baseline;
  if (idc == 0x64) return Profile::High;
  return std::nullopt;
}

}  // namespace

std::optional<H264Format> read_h264(const SdpFormat& format) {
  if (format.encoding != "H264" || format.clock_rate != 90'000) return std::nullopt;
  const std::string id = format.parameter("profile-level-id").value_or("42000a");
  const std::string mode = format.parameter("packetization-mode").value_or("0");
  H264Format read;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), read.profile_level_id, 16);
  if (error != std::errc() || end != id.data() + id.size() || id.size() != 6) return std::nullopt;
  const auto profile = profile_of(read.profile_level_id >> 16, read.profile_level_id >> 8 & 0xff);
  if (!profile || (mode != "0" && mode != "1")) return std::nullopt;
  read.profile = *profile;
  read.fragments = mode == "1";
  return read;
}

std::string write_h264(const H264Format& format) {
  std::array<char, 7> id{};
  std::snprintf(id.data(), id.size(), "%06x", format.profile_level_id & 0xffffffU);
  return std::string("level-asymmetry-allowed=1;packetization-mode=") + (format.fragments ? "1" : "0") +
         ";profile-level-id=" + id.data();
}

}  // namespace lethe::transport
