// SPDX-License-Identifier: AGPL-3.0-or-later
// Streamed WebM (the WebM container guidelines; EBML, RFC 8794; Matroska, RFC 9559): a head, then an endless series of
// clusters of unknown size. Pure; appends to its argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "pipelines/base/frame.hpp"

namespace lethe::listening::webm {

using Timecode = std::chrono::milliseconds;  // since the start of the stream

struct Size {  // pixels
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

// EBML head, open segment, and the tracks: VP8 of that size if given, and Opus. `filler`: bytes of Void after them, for
// a browser that starts only after so many.
void append_head(media::Bytes& out, std::optional<Size> video, std::size_t filler = 0);
void append_void(media::Bytes& out, std::size_t bytes);  // without meaning
void append_cluster(media::Bytes& out, Timecode at);
// The header of one frame's payload. `since_cluster`: 0 to 32767 ms, and not less than the previous frame's.
void append_sound_head(media::Bytes& out, Timecode since_cluster, std::size_t payload);
// `lasts`: how long the player is to wait for the next picture without treating its absence as a break.
void append_picture_head(media::Bytes& out, Timecode since_cluster, Timecode lasts, bool key, std::size_t payload);

// Size of a VP8 key frame, from its header (RFC 6386, 9.1); empty if it is not one.
std::optional<Size> size_of_vp8(std::span<const std::uint8_t> frame);

}  // namespace lethe::listening::webm
