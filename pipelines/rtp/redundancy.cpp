// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/rtp/redundancy.hpp"

#include <algorithm>
#include <utility>

namespace lethe::transport {
namespace {

constexpr std::uint8_t another_follows = 0x80;
constexpr std::uint32_t offset_most = (1 << 14) - 1;
constexpr std::size_t packet_most = 1100;  // bytes of payload, all frames together
constexpr std::size_t blocks_most = 8;     // of an incoming packet

}  // namespace

View Redundancy::before(std::uint8_t payload_type, std::uint32_t rtp_timestamp, std::size_t size, int copies) {
  ByteWriter out(prefix_);
  std::size_t total = size;
  int count = 0;
  // Without a gap: each is the frame before its successor.
  while (count < std::min(copies, copies_most)) {
    const Frame& frame = ago(count);
    const std::uint32_t offset = rtp_timestamp - frame.rtp_timestamp;
    if (frame.size == 0 || offset == 0 || offset > offset_most || total + frame.size > packet_most) break;
    total += frame.size;
    ++count;
  }
  for (int i = count; i-- > 0;) {
    const Frame& frame = ago(i);
    out.u8(another_follows | payload_type);
    out.u24((rtp_timestamp - frame.rtp_timestamp) << 10 | static_cast<std::uint32_t>(frame.size));
  }
  out.u8(payload_type);
  for (int i = count; i-- > 0;) {
    const Frame& frame = ago(i);
    out.bytes(View(frame.bytes).first(frame.size));
  }
  return out.written();
}

void Redundancy::sent(std::uint32_t rtp_timestamp, View payload) {
  newest_ = (newest_ + frames_.size() - 1) % frames_.size();
  Frame& frame = ago(0);
  frame.rtp_timestamp = rtp_timestamp;
  frame.size = payload.size() <= frame_most ? payload.size() : 0;
  std::copy_n(payload.begin(), frame.size, frame.bytes.begin());
}

bool split_redundant(View payload, std::uint32_t rtp_timestamp,
                     const std::function<void(const RedundantFrame&)>& take) {
  std::array<RedundantFrame, blocks_most> frames;
  std::array<std::size_t, blocks_most> sizes{};
  std::size_t count = 0;
  ByteReader in(payload);
  for (bool more = true; more; ++count) {
    if (count == blocks_most) return false;
    const std::uint8_t first = in.u8();
    more = (first & another_follows) != 0;
    frames[count].payload_type = first & 0x7f;
    frames[count].rtp_timestamp = rtp_timestamp;
    if (!more) continue;
    const std::uint32_t rest = in.u24();
    frames[count].rtp_timestamp -= rest >> 10;
    sizes[count] = rest & 0x3ff;
  }
  for (std::size_t i = 0; i < count; ++i) {
    frames[i].back = static_cast<std::uint16_t>(count - 1 - i);
    frames[i].payload = i + 1 == count ? in.rest() : in.take(sizes[i]);
  }
  if (in.failed() || frames[count - 1].payload.empty()) return false;
  for (std::size_t i = 0; i < count; ++i) take(frames[i]);
  return true;
}

}  // namespace lethe::transport
