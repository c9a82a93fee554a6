// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/rtcp.hpp"
#include "pipelines/rtp/rtcp_formats.hpp"

namespace lethe::transport {
namespace {

using namespace rtcp;

struct Part {
  std::uint8_t count = 0, type = 0;
  View body;  // after the first word
};

// Takes one packet from the compound and removes its padding; false when it does not fit.
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

// Each reader calls the handler (if there is one: the first pass only validates) and returns whether the packet is
// valid.
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
  if (in.u32() != remb_name) return true;  // another application's: not our concern
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

}  // namespace lethe::transport
