// SPDX-License-Identifier: AGPL-3.0-or-later
// RTCP compounds and transport-wide feedback.
#include "pipelines/rtp/rtcp.hpp"

using namespace lethe::transport;

namespace {

struct Nobody : RtcpHandler {
  void on_sender_info(std::uint32_t, const SenderInfo&) override {}
  void on_report_block(const ReportBlock&) override {}
  void on_nack(std::uint32_t, std::span<const std::uint16_t>) override {}
  void on_key_frame_request(std::uint32_t) override {}
  void on_bye(std::uint32_t) override {}
  void on_bitrate_limit(std::uint64_t) override {}
  void on_transport_feedback(View packet) override {
    std::vector<PacketArrival> arrivals;
    parse_transport_feedback(packet, arrivals);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Nobody nobody;
  parse_rtcp({data, size}, nobody);
  nobody.on_transport_feedback({data, size});
  return 0;
}
