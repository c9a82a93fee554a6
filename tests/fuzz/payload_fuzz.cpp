// SPDX-License-Identifier: AGPL-3.0-or-later
// VP8, VP9 and H.264: joins payloads and cuts frames; a cut frame must join to the original.
#include "mcu/base/check.hpp"
#include "pipelines/payload/payload_format.hpp"

using namespace lethe::transport;
using lethe::media::VideoCodec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const VideoCodec codec : {VideoCodec::Vp8, VideoCodec::H264, VideoCodec::Vp9}) {
    const PayloadFormat& format = payload_format(codec);
    lethe::media::Bytes frame;
    if (format.parse({data, size})) format.append({data, size}, frame);
    lethe::media::Bytes joined;
    format.cut({data, size}, 1, 50, [&](View head, View body, bool) {
      lethe::media::Bytes payload(head.begin(), head.end());
      payload.insert(payload.end(), body.begin(), body.end());
      CHECK(payload.size() <= 50);
      format.append(payload, joined);
    });
    if (codec != VideoCodec::H264) CHECK(joined == lethe::media::Bytes(data, data + size));
  }
  return 0;
}
