// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/rtcp.hpp"

#include <algorithm>

namespace lethe::transport {
namespace {

enum Type : std::uint8_t { sr = 200, rr = 201, sdes = 202, bye_type = 203, transport_fb = 205, payload_fb = 206 };
enum TransportFormat : std::uint8_t { generic_nack = 1, transport_wide = 15 };
enum PayloadFormat : std::uint8_t { pli = 1, fir = 4, application = 15 };
constexpr std::uint32_t remb_name = 0x52454D42;  // "REMB"

struct Part {
  std::uint8_t count = 0, type = 0;
  View body;  // after the first word
};

// Takes one packet of the compound, its padding removed; false when it does not fit.
bool next_part(ByteReader& in, Part& part) {
  const unsigned first = in.u8();
  part.count = first & 0x1f;
  part.type = in.u8();
  part.body = in.take(4U * in.u16());
  if (in.failed() || first >> 6 != 2) return false;
  if ((first & 0x20) == 0) return true;
  if (part.body.empty()) return false;
  const std::size_t padding = part.body.back();
  if (padding == 0 || padding > part.body.size()) return false;
  part.body = part.body.first(part.body.size() - padding);
  return true;
}

ReportBlock read_block(ByteReader& in) {
  ReportBlock block;
  block.ssrc = in.u32();
  block.fraction_lost = in.u8();
  const std::uint32_t lost = in.u24();
  block.lost = static_cast<std::int32_t>(lost << 8) >> 8;
  block.highest_sequence = in.u32();
  block.jitter = in.u32();
  block.last_report = in.u32();
  block.since_last_report = in.u32();
  return block;
}

void write_block(ByteWriter& out, const ReportBlock& block) {
  out.u32(block.ssrc);
  out.u8(block.fraction_lost);
  out.u24(static_cast<std::uint32_t>(std::clamp(block.lost, -0x800000, 0x7fffff)));
  out.u32(block.highest_sequence);
  out.u32(block.jitter);
  out.u32(block.last_report);
  out.u32(block.since_last_report);
}

// Each reader calls the handler (when there is one: the first pass only judges) and tells whether all was well.
bool read_reports(const Part& part, RtcpHandler* handler) {
  ByteReader in(part.body);
  const std::uint32_t sender = in.u32();
  if (part.type == sr) {
    SenderInfo info;
    info.ntp = in.u64();
    info.rtp_timestamp = in.u32();
    info.packets = in.u32();
    info.octets = in.u32();
    if (handler != nullptr) handler->on_sender_info(sender, info);
  }
  for (int i = 0; i < part.count; ++i) {
    const ReportBlock block = read_block(in);
    if (handler != nullptr) handler->on_report_block(block);
  }
  return !in.failed();
}

bool read_bye(const Part& part, RtcpHandler* handler) {
  ByteReader in(part.body);
  for (int i = 0; i < part.count; ++i) {
    const std::uint32_t ssrc = in.u32();
    if (handler != nullptr) handler->on_bye(ssrc);
  }
  return !in.failed();
}

bool read_nack(ByteReader in, std::uint32_t media, RtcpHandler* handler) {
  if (in.left() % 4 != 0) return false;
  if (handler == nullptr) return true;
  std::array<std::uint16_t, 17 * 64> sequences{};
  std::size_t count = 0;
  while (in.left() > 0 && count + 17 <= sequences.size()) {
    const std::uint16_t first = in.u16(), mask = in.u16();
    sequences[count++] = first;
    for (unsigned bit = 0; bit < 16; ++bit)
      if ((mask >> bit & 1) != 0) sequences[count++] = static_cast<std::uint16_t>(first + bit + 1);
  }
  handler->on_nack(media, std::span(sequences).first(count));
  return true;
}

bool read_remb(ByteReader in, RtcpHandler* handler) {
  if (in.u32() != remb_name) return true;  // some other application's: not ours to judge
  in.u8();
  const std::uint32_t packed = in.u24();
  if (in.failed()) return false;
  if (handler != nullptr) handler->on_bitrate_limit(std::uint64_t{packed & 0x3ffff} << std::min(packed >> 18, 40U));
  return true;
}

bool read_feedback(const Part& part, RtcpHandler* handler) {
  ByteReader in(part.body);
  in.u32();  // sender
  const std::uint32_t media = in.u32();
  if (in.failed()) return false;
  if (part.type == transport_fb && part.count == generic_nack) return read_nack(in, media, handler);
  if (part.type == transport_fb && part.count == transport_wide) {
    if (handler != nullptr) handler->on_transport_feedback(in.rest());
    return in.left() >= 8;
  }
  if (part.type == payload_fb && part.count == pli && handler != nullptr) handler->on_key_frame_request(media);
  if (part.type == payload_fb && part.count == fir) {
    if (in.left() % 8 != 0) return false;
    while (in.left() > 0) {
      const std::uint32_t target = in.u32();
      in.u32();
      if (handler != nullptr) handler->on_key_frame_request(target);
    }
  }
  if (part.type == payload_fb && part.count == application) return read_remb(in, handler);
  return true;
}

bool read_nothing(const Part&, RtcpHandler*) { return true; }

using Read = bool (*)(const Part&, RtcpHandler*);
Read reader_of(std::uint8_t type) {
  static constexpr std::pair<std::uint8_t, Read> table[] = {{sr, read_reports},
                                                            {rr, read_reports},
                                                            {bye_type, read_bye},
                                                            {transport_fb, read_feedback},
                                                            {payload_fb, read_feedback}};
  for (const auto& [known, read] : table)
    if (known == type) return read;
  return read_nothing;
}

}  // namespace

bool parse_rtcp(View compound, RtcpHandler& handler) {
  if (compound.size() < 4) return false;
  for (RtcpHandler* pass : {static_cast<RtcpHandler*>(nullptr), &handler}) {
    ByteReader in(compound);
    while (in.left() > 0) {
      Part part;
      if (!next_part(in, part) || !reader_of(part.type)(part, pass)) return false;
    }
  }
  return true;
}

// One packet of the compound being written: patches its length when it ends, or takes it back when it did not fit.
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

void RtcpWriter::full_intra_request(std::uint32_t ssrc, std::uint32_t media_ssrc, std::uint8_t count) {
  const Part part(out_, fir, payload_fb, 16);
  if (!part) return;
  out_.u32(ssrc);
  out_.u32(0);
  out_.u32(media_ssrc);
  out_.u8(count);
  out_.u24(0);
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
