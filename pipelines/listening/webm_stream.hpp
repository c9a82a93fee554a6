// SPDX-License-Identifier: AGPL-3.0-or-later
// One viewer's WebM: what stands around the frames of the shared encoders, which go in as they are. Times are those of
// the ticks; no clock and no socket. Owned by a listener; its thread.
#pragma once

#include <optional>

#include "pipelines/listening/webm.hpp"

namespace lethe::listening {

class WebmStream {
 public:
  // Times within a cluster have 15 bits of milliseconds. With pictures it is a key frame that begins one, long before;
  // Firefox takes a picture at the head of one for a break.
  static constexpr std::chrono::milliseconds cluster_longest{30'000};

  enum class Holds { PictureAndSound, Sound };
  // `filler`: bytes that mean nothing, in front of the first frame; `padding`: in front of each other packet of sound.
  // Players without a script hand over what has come in large blocks only.
  explicit WebmStream(Holds holds, std::size_t filler = 0, std::size_t padding = 0)
      : pictures_(holds == Holds::PictureAndSound), filler_(filler), padding_(padding) {}

  // Each appends to `out` what comes before the payload; false: the frame is not part of the stream, since that begins
  // with a key frame.
  bool add(const media::EncodedFrame& frame, media::Bytes& out);
  bool add(const media::OpusFrame& frame, media::Bytes& out);
  // A tick of the mix without a packet. For players a gap is a break, after which they want a key frame: so it is
  // filled.
  void add_quiet(media::Time tick, media::Bytes& out);

  // Frames were left out: it goes on with a key frame.
  void interrupt() { whole_ = false; }
  bool waits_for_key_frame() const { return pictures_ && !whole_; }

 private:
  bool begun() const { return origin_.has_value(); }
  void begin(media::Time at, std::optional<webm::Size> size, media::Bytes& out);
  webm::Timecode place(media::Time at, media::Bytes& out);  // since the cluster, which begins when it must
  void append_silence(media::Time until, media::Bytes& out);

  const bool pictures_;
  const std::size_t filler_, padding_;
  bool whole_ = false;                 // nothing was left out since the last key frame
  std::optional<media::Time> origin_;  // set: the head is written
  media::Time picture_at_{};           // of the last one that came
  webm::Timecode last_{};              // of the last block: none may be earlier
  webm::Timecode last_picture_{-1};    // of the last picture
  std::optional<webm::Timecode> cluster_;
  media::Time sound_until_{};                     // it is there until then
  std::chrono::nanoseconds packet_ = sound_tick;  // of sound, the last one's duration
  static constexpr std::chrono::milliseconds sound_tick{20};
};

}  // namespace lethe::listening
