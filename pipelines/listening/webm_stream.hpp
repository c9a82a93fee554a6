// SPDX-License-Identifier: AGPL-3.0-or-later
// One viewer's WebM: the structure around the frames of the shared encoders, which are not changed. Times are those of
// the ticks; no clock and no socket. Owned by a listener; its thread.
#pragma once

#include <optional>

#include "pipelines/listening/webm.hpp"

namespace lethe::listening {

class WebmStream {
 public:
  // Times within a cluster have 15 bits of milliseconds. With pictures, a key frame starts a cluster long before that;
  // Firefox treats another picture at the start of a cluster as a break.
  static constexpr std::chrono::milliseconds cluster_longest{30'000};

  enum class Holds { PictureAndSound, Sound };
  // `filler`: meaningless bytes before the first frame; `padding`: before each further packet of sound. Players without
  // a script pass received data on in large blocks only.
  explicit WebmStream(Holds holds, std::size_t filler = 0, std::size_t padding = 0)
      : pictures_(holds == Holds::PictureAndSound), filler_(filler), padding_(padding) {}

  // Each appends to `out` what precedes the payload. False: the frame is not part of the stream, which starts with a
  // key frame.
  bool add(const media::EncodedFrame& frame, media::Bytes& out);
  bool add(const media::OpusFrame& frame, media::Bytes& out);
  // A tick of the mix without a packet. It is filled, because players treat a gap as a break, after which they need a
  // key frame.
  void add_quiet(media::Time tick, media::Bytes& out);

  // Frames were dropped: continue with a key frame.
  void interrupt() { whole_ = false; }
  bool waits_for_key_frame() const { return pictures_ && !whole_; }

 private:
  bool begun() const { return origin_.has_value(); }
  void begin(media::Time at, std::optional<webm::Size> size, media::Bytes& out);
  webm::Timecode place(media::Time at, media::Bytes& out);  // time since the cluster, which starts if necessary
  void append_silence(media::Time until, media::Bytes& out);

  const bool pictures_;
  const std::size_t filler_, padding_;
  bool whole_ = false;                 // nothing was dropped since the last key frame
  std::optional<media::Time> origin_;  // set once the head is written
  media::Time picture_at_{};           // of the last one received
  webm::Timecode last_{};              // of the last block: none may be earlier
  webm::Timecode last_picture_{-1};    // of the last picture
  std::optional<webm::Timecode> cluster_;
  media::Time sound_until_{};                     // end of the sound so far
  std::chrono::nanoseconds packet_ = sound_tick;  // duration of the last packet of sound
  static constexpr std::chrono::milliseconds sound_tick{20};
};

}  // namespace lethe::listening
