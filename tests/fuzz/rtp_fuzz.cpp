// SPDX-License-Identifier: AGPL-3.0-or-later
// RTP packets and their processing by a video ingress, including retransmissions.
#include "pipelines/transport/ingress.hpp"

using namespace lethe::transport;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Tallies tallies;
  lethe::media::Time now{std::chrono::hours(1)};
  VideoIngress vp8(lethe::media::VideoCodec::Vp8, 1, tallies, [](auto) {});
  VideoIngress h264(lethe::media::VideoCodec::H264, 1, tallies, [](auto) {});
  AudioIngress audio(1, 1, [](auto) {});
  // Packets are behind one another, each with a byte of length.
  ByteReader in({data, size});
  while (in.left() > 0) {
    const auto packet = parse_rtp(in.take(std::min<std::size_t>(in.u8(), in.left())));
    now += std::chrono::milliseconds(3);
    if (!packet) continue;
    for (int id = 0; id < 16; ++id) (void)packet->extension(id);
    audio.receive(*packet, now);
    for (VideoIngress* ingress : {&vp8, &h264}) {
      (packet->payload_type & 1) != 0 ? ingress->receive_rtx(*packet, now) : ingress->receive(*packet, now);
      (void)ingress->nacks().due(now, {});
    }
  }
  return 0;
}
