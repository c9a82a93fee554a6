// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/webm_stream.hpp"

#include <algorithm>
#include <array>

namespace lethe::listening {
namespace {

// 20 ms of silence in CELT, fullband, mono (RFC 6716).
constexpr std::array<std::uint8_t, 3> silence{0xF8, 0xFF, 0xFE};
// A shorter gap of sound is filled; a longer one is a break. With padding, filling is not worth its bytes.
constexpr std::chrono::milliseconds gap_longest{30'000}, gap_longest_padded{500};
// By the rules of Media Source Extensions, a picture that comes later than twice this time follows a break, after which
// players skip everything until the next key frame.
constexpr webm::Timecode picture_lasts{250};

std::chrono::nanoseconds duration(const media::OpusFrame& frame) {
  return std::chrono::nanoseconds(std::int64_t{frame.samples} * 1'000'000'000 / 48'000);
}

}  // namespace

bool WebmStream::add(const media::EncodedFrame& frame, media::Bytes& out) {
  if (!pictures_) return false;
  if (frame.at - picture_at_ > 2 * picture_lasts) interrupt();
  picture_at_ = frame.at;
  if (!whole_ && !frame.key) return false;
  if (!begun()) {
    const auto size = webm::size_of_vp8(frame.data);
    if (!size) return false;
    begin(frame.at, size, out);
  } else if (!whole_) {
    // Sound was dropped, too. Its gap after this picture would be another break of the pictures.
    append_silence(frame.at, out);
  }
  if (frame.key) cluster_.reset();
  whole_ = true;
  // Of two pictures with the same time, players keep the second, which needs the first.
  last_ = std::max(last_, last_picture_ + webm::Timecode(1));
  const webm::Timecode at = place(frame.at, out);
  last_picture_ = last_;
  webm::append_picture_head(out, at, picture_lasts, frame.key, frame.data.size());
  return true;
}

bool WebmStream::add(const media::OpusFrame& frame, media::Bytes& out) {
  if (pictures_ && !whole_) return false;
  if (!begun()) begin(frame.at, std::nullopt, out);
  packet_ = duration(frame);
  append_silence(frame.at, out);
  // A long packet comes when it is full and is played that much later, so it need not precede pictures that were
  // already written.
  if (padding_ > 0) webm::append_void(out, padding_);
  const webm::Timecode at = place(frame.at + (packet_ - sound_tick), out);
  webm::append_sound_head(out, at, frame.payload.size());
  sound_until_ = frame.at + packet_;
  return true;
}

void WebmStream::add_quiet(media::Time tick, media::Bytes& out) {
  if (pictures_ && !whole_) return;
  if (!begun()) begin(tick, std::nullopt, out);
  // A packet of three ticks is quiet for two of them before it comes.
  append_silence(tick + sound_tick - (packet_ - sound_tick), out);
}

void WebmStream::append_silence(media::Time until, media::Bytes& out) {
  if (until - sound_until_ > (padding_ > 0 ? gap_longest_padded : gap_longest)) sound_until_ = until - sound_tick;
  for (; until - sound_until_ >= sound_tick; sound_until_ += sound_tick) {
    if (padding_ > 0) webm::append_void(out, padding_);
    const webm::Timecode at = place(sound_until_ + (packet_ - sound_tick), out);
    webm::append_sound_head(out, at, silence.size());
    out.insert(out.end(), silence.begin(), silence.end());
  }
}

void WebmStream::begin(media::Time at, std::optional<webm::Size> size, media::Bytes& out) {
  origin_ = sound_until_ = at;
  webm::append_head(out, size, filler_);
}

webm::Timecode WebmStream::place(media::Time at, media::Bytes& out) {
  last_ = std::max(last_, std::chrono::round<webm::Timecode>(at - *origin_));
  if (!cluster_ || last_ - *cluster_ > cluster_longest) {
    cluster_ = last_;
    webm::append_cluster(out, last_);
  }
  return last_ - *cluster_;
}

}  // namespace lethe::listening
