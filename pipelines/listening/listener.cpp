// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/listener.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "pipelines/listening/webm_stream.hpp"

namespace lethe::listening {
namespace {

// How often a viewer may request a key frame of its own after a stall; all viewers of the stream pay for it.
constexpr std::chrono::seconds asks_again{5};
constexpr std::chrono::milliseconds first_within{500};
// Without a script, Firefox starts to play after reading this much, and continues in blocks of 32 KiB. With sound alone
// that would be eight seconds. With the padding it is a little over one.
constexpr std::size_t filler_for_sound = 90'000, padding_for_sound = 560;

class WebmListener final : public Listener {
 public:
  // `padded`: for a player that no script controls.
  WebmListener(wire::SharedDescriptor sink, bool pictures, bool padded)
      : Listener(std::move(sink)),
        pictures_(pictures),
        stream_(pictures ? WebmStream::Holds::PictureAndSound : WebmStream::Holds::Sound, padded ? filler_for_sound : 0,
                padded ? padding_for_sound : 0) {}

  bool takes(media::VideoCodec codec) const override { return pictures_ && codec == media::VideoCodec::Vp8; }
  bool takes_sound() const override { return true; }

  void give(const std::shared_ptr<const media::EncodedFrame>& frame) override {
    if (!keeps_up()) return;
    head_.clear();
    if (!stream_.add(*frame, head_)) return;
    seen_ = true;
    outlet_.write(head_, frame->data);
  }
  void give(const media::OpusFrame& frame) override {
    if (!keeps_up()) return;
    head_.clear();
    if (stream_.add(frame, head_)) outlet_.write(head_, frame.payload);
  }
  void give_quiet(media::Time tick) override {
    if (!keeps_up()) return;
    head_.clear();
    stream_.add_quiet(tick, head_);
    if (!head_.empty()) outlet_.write(head_, {});
  }
  bool wants_key_frame(media::Time now) override {
    if (!stream_.waits_for_key_frame() || !outlet_.ready() || now < asks_at_) return false;
    asks_at_ = now + (seen_ ? std::chrono::milliseconds(asks_again) : first_within);
    return true;
  }

 private:
  // Dropped sound is a gap, at which even a player without pictures would stop; so the times continue.
  bool keeps_up() {
    if (outlet_.ready()) return true;
    stream_.interrupt();
    return false;
  }

  const bool pictures_;
  WebmStream stream_;
  media::Bytes head_;
  bool seen_ = false;  // a picture
  media::Time asks_at_{};
};

// Pictures one after the other, each replacing the last. At most one waits.
class JpegListener final : public Listener {
 public:
  JpegListener(wire::SharedDescriptor sink, int fps)
      : Listener(std::move(sink)), spacing_(std::chrono::milliseconds(1000 / std::max(fps, 1)) - early) {}

  bool takes(media::VideoCodec codec) const override { return codec == media::VideoCodec::Jpeg; }
  void give(const std::shared_ptr<const media::EncodedFrame>& frame) override {
    if (frame->at - last_ < spacing_ || !outlet_.ready()) return;
    last_ = frame->at;
    // The border also follows each picture: browsers show the part before it.
    const std::string head =
        (begun_ ? "" : "--frame\r\n") +
        ("Content-Type: image/jpeg\r\nContent-Length: " + std::to_string(frame->data.size()) + "\r\n\r\n");
    begun_ = true;
    constexpr std::string_view border = "\r\n--frame\r\n";
    picture_.assign(frame->data.begin(), frame->data.end());
    picture_.insert(picture_.end(), border.begin(), border.end());
    outlet_.write({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}, picture_);
  }

 private:
  static constexpr std::chrono::milliseconds early{15};  // ticks do not match the viewer's rate exactly
  const std::chrono::milliseconds spacing_;
  media::Time last_{};
  media::Bytes picture_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<Listener> Listener::make(const wire::Listen& listen) {
  if (listen.form == wire::Form::Jpeg) return std::make_unique<JpegListener>(listen.sink, listen.fps);
  const bool padded = listen.form == wire::Form::Sound;
  return std::make_unique<WebmListener>(listen.sink, !padded && listen.fps > 0, padded);
}

bool Listener::watches(const media::Stream& stream, bool key) {
  if (key && wanted_ == stream) current_ = stream;
  return current_ == stream;
}

}  // namespace lethe::listening
