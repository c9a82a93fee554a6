// SPDX-License-Identifier: AGPL-3.0-or-later
// WebM as it is streamed (the WebM container guidelines; EBML, RFC 8794; Matroska, RFC 9559): a head, then clusters of
// unknown size without end. Pure; appends to what it is given.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "pipelines/base/frame.hpp"

namespace lethe::listening::webm {

using Timecode = std::chrono::milliseconds;  // since the stream began

struct Size {  // pixels
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

// EBML head, open segment, and the tracks: VP8 of that size unless it is absent, and Opus. `filler`: bytes of Void
// behind them, by which a browser that waits for so many begins at once.
void append_head(media::Bytes& out, std::optional<Size> video, std::size_t filler = 0);
void append_void(media::Bytes& out, std::size_t bytes);  // that mean nothing
void append_cluster(media::Bytes& out, Timecode at);
// What stands before the payload of one frame. `since_cluster`: from 0 to 32767 ms, and not less than that of the frame
// before it.
void append_sound_head(media::Bytes& out, Timecode since_cluster, std::size_t payload);
// `lasts`: until when the player is to wait for the next one without taking its absence for a break.
void append_picture_head(media::Bytes& out, Timecode since_cluster, Timecode lasts, bool key, std::size_t payload);

// Of a VP8 key frame, from its head (RFC 6386, 9.1); none: it is not one.
std::optional<Size> size_of_vp8(std::span<const std::uint8_t> frame);

}  // namespace lethe::listening::webm
