// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/payload/payload_format.hpp"

#include "pipelines/payload/h264_payload.hpp"
#include "pipelines/payload/vp8_payload.hpp"
#include "pipelines/payload/vp9_payload.hpp"

namespace lethe::transport {

const PayloadFormat& payload_format(media::VideoCodec codec) {
  static constexpr PayloadFormat formats[] = {
      {parse_vp8, append_vp8, cut_vp8},
      {parse_h264, append_h264, [](View f, std::uint16_t, std::size_t m, const PayloadOut& o) { cut_h264(f, m, o); }},
      {parse_vp9, append_vp9, cut_vp9}};
  return formats[static_cast<std::size_t>(codec)];
}

}  // namespace lethe::transport
