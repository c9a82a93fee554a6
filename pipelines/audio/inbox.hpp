// SPDX-License-Identifier: AGPL-3.0-or-later
// Packets that arrive between two ticks, in retained memory: nothing is allocated once it has grown to the size of a
// tick. The AudioMixer has two and swaps them; under its lock, or on the tick thread.
#pragma once

#include <unordered_map>
#include <vector>

#include "pipelines/base/frame.hpp"

namespace lethe::audio {

class Inbox {
 public:
  static constexpr int most = 64;  // of one seat

  bool add(media::Seat seat, const media::AudioPacket& packet) {  // false: the seat already has too many
    Quota& quota = quotas_[seat];
    if (quota.round != round_) quota = {round_, 0};
    if (quota.packets >= most) return false;
    ++quota.packets;
    items_.push_back({seat, packet, bytes_.size()});
    bytes_.insert(bytes_.end(), packet.payload.begin(), packet.payload.end());
    return true;
  }

  // Calls take(seat, packet) for each packet, in order of arrival.
  template <class Take>
  void drain(Take take) {
    for (Item& item : items_) {
      item.packet.payload = std::span(bytes_).subspan(item.first_byte, item.packet.payload.size());
      take(item.seat, item.packet);
    }
    items_.clear();
    bytes_.clear();
    if (++round_ % rounds_a_sweep == 0)  // seats that are gone
      std::erase_if(quotas_, [this](const auto& entry) { return round_ - entry.second.round > rounds_a_sweep; });
  }

 private:
  static constexpr std::uint64_t rounds_a_sweep = 1000;
  struct Quota {
    std::uint64_t round = 0;
    int packets = 0;
  };
  struct Item {
    media::Seat seat;
    media::AudioPacket packet;  // until drain() only the payload's length is valid, because the bytes move
    std::size_t first_byte;
  };
  std::vector<Item> items_;
  media::Bytes bytes_;
  std::unordered_map<media::Seat, Quota> quotas_;
  std::uint64_t round_ = 1;
};

}  // namespace lethe::audio
