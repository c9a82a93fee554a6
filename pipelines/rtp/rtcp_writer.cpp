// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "pipelines/rtp/rtcp.hpp"
#include "pipelines/rtp/rtcp_formats.hpp"

namespace lethe::transport {
namespace {

using namespace rtcp;

void write_block(ByteWriter& out, const ReportBlock& block) {
  out.u32(block.ssrc);
  out.u8(block.fraction_lost);
  out.u24(static_cast<std::uint32_t>(std::clamp(block.lost, -0x800000, 0x7fffff)));
  out.u32(block.highest_sequence);
  out.u32(block.jitter);
  out.u32(block.last_report);
  out.u32(block.since_last_report);
}

}  // namespace

// One packet of the compound: patches its length when it ends, or removes it when it did not fit.
class RtcpWriter::Part {
 public:
  Part(ByteWriter& out, unsigned count, unsigned type, std::size_t body) : out_(out), start_(out.size()) {
    fits_ = out.room() >= 4 + body;
    if (!fits_) return;
    out_.u8(0x80U | count);
    out_.u8(type);
    out_.u16(0);
  }
  ~Part() {
    if (!fits_) return;
    while ((out_.size() - start_) % 4 != 0) out_.u8(0);
    out_.patch_u16(start_ + 2, (out_.size() - start_) / 4 - 1);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  explicit operator bool() const { return fits_; }

 private:
  ByteWriter& out_;
  std::size_t start_;
  bool fits_ = false;
};

void RtcpWriter::sender_report(std::uint32_t ssrc, const SenderInfo& info, std::span<const ReportBlock> blocks) {
  const Part part(out_, static_cast<unsigned>(blocks.size()), sr, 24 + 24 * blocks.size());
  if (!part) return;
  out_.u32(ssrc);
  out_.u64(info.ntp);
  out_.u32(info.rtp_timestamp);
  out_.u32(info.packets);
  out_.u32(info.octets);
  for (const ReportBlock& block : blocks) write_block(out_, block);
}

void RtcpWriter::receiver_report(std::uint32_t ssrc, std::span<const ReportBlock> blocks) {
  const Part part(out_, static_cast<unsigned>(blocks.size()), rr, 4 + 24 * blocks.size());
  if (!part) return;
  out_.u32(ssrc);
  for (const ReportBlock& block : blocks) write_block(out_, block);
}

void RtcpWriter::cname(std::uint32_t ssrc, std::string_view name) {
  const Part part(out_, 1, sdes, 12 + name.size());
  if (!part) return;
  out_.u32(ssrc);
  out_.u8(1);
  out_.u8(name.size());
  out_.bytes({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
  out_.u8(0);  // ends the chunk; the part pads to a word
}

void RtcpWriter::bye(std::span<const std::uint32_t> ssrcs) {
  const Part part(out_, static_cast<unsigned>(ssrcs.size()), bye_type, 4 * ssrcs.size());
  if (!part) return;
  for (const std::uint32_t ssrc : ssrcs) out_.u32(ssrc);
}

void RtcpWriter::nack(std::uint32_t ssrc, std::uint32_t media_ssrc, std::span<const std::uint16_t> sorted) {
  if (sorted.empty()) return;
  const Part part(out_, generic_nack, transport_fb, 8 + 4 * sorted.size());
  if (!part) return;
  out_.u32(ssrc);
  out_.u32(media_ssrc);
  for (std::size_t i = 0; i < sorted.size();) {
    const std::uint16_t first = sorted[i++];
    std::uint32_t mask = 0;
    for (; i < sorted.size(); ++i) {
      const unsigned distance = static_cast<std::uint16_t>(sorted[i] - first);
      if (distance == 0 || distance > 16) break;
      mask |= 1U << (distance - 1);
    }
    out_.u16(first);
    out_.u16(mask);
  }
}

void RtcpWriter::picture_loss(std::uint32_t ssrc, std::uint32_t media_ssrc) {
  const Part part(out_, pli, payload_fb, 8);
  if (!part) return;
  out_.u32(ssrc);
  out_.u32(media_ssrc);
}

void RtcpWriter::bitrate_limit(std::uint32_t ssrc, std::uint64_t bits_per_second,
                               std::span<const std::uint32_t> media_ssrcs) {
  const Part part(out_, application, payload_fb, 16 + 4 * media_ssrcs.size());
  if (!part) return;
  unsigned exponent = 0;
  while (bits_per_second >> exponent > 0x3ffff) ++exponent;
  out_.u32(ssrc);
  out_.u32(0);
  out_.u32(remb_name);
  out_.u8(media_ssrcs.size());
  out_.u24(exponent << 18 | static_cast<std::uint32_t>(bits_per_second >> exponent));
  for (const std::uint32_t media : media_ssrcs) out_.u32(media);
}

void RtcpWriter::transport_feedback(std::uint32_t ssrc, std::uint32_t media_ssrc, View fci) {
  const Part part(out_, transport_wide, transport_fb, 8 + fci.size() + 3);
  if (!part) return;
  out_.u32(ssrc);
  out_.u32(media_ssrc);
  out_.bytes(fci);
}

}  // namespace lethe::transport
