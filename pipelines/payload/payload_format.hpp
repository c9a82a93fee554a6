// SPDX-License-Identifier: AGPL-3.0-or-later
// How frames of a codec travel in RTP payloads: one table entry per codec, pure functions. Any thread.
#pragma once

#include <functional>
#include <optional>

#include "pipelines/base/byte_order.hpp"
#include "pipelines/base/frame.hpp"

namespace lethe::transport {

// What a payload says about its frame.
struct PayloadInfo {
  bool begins = false;  // certainly the first packet of a frame
  bool key = false;     // of a frame that decodes on its own; only the first packet shows this
};

// Receives the pieces of a frame in order: payload = head + body.
using PayloadOut = std::function<void(View head, View body, bool last)>;

struct PayloadFormat {
  std::optional<PayloadInfo> (*parse)(View payload);  // nothing when malformed
  // Appends the payloads of a frame, in order, to `frame`. False when malformed.
  bool (*append)(View payload, media::Bytes& frame);
  // Cuts a frame into payloads of at most `most` bytes.
  void (*cut)(View frame, std::uint16_t picture_id, std::size_t most, const PayloadOut& out);
};

const PayloadFormat& payload_format(media::VideoCodec codec);

}  // namespace lethe::transport
