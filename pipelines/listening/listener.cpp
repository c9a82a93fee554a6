// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/listening/listener.hpp"

#include "pipelines/listening/webm_stream.hpp"

namespace lethe::listening {
namespace {

// After a stall a viewer asks for a key frame of its own only so often: all viewers of the stream pay for it.
constexpr std::chrono::seconds asks_again{5};
constexpr std::chrono::milliseconds first_within{500};
// Firefox begins to play sound without a script when it has read so much.
constexpr std::size_t filler_for_sound = 90'000;

class WebmListener final : public Listener {
 public:
  WebmListener(wire::SharedDescriptor sink, bool pictures)
      : Listener(std::move(sink)),
        pictures_(pictures),
        stream_(pictures ? WebmStream::Holds::PictureAndSound : WebmStream::Holds::Sound,
                pictures ? 0 : filler_for_sound) {}

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
  // Sound that was left out is a gap, in which a player without pictures would stop as well: the times go on.
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

}  // namespace

std::unique_ptr<Listener> Listener::make(const wire::Listen& listen) {
  return std::make_unique<WebmListener>(listen.sink, listen.form == wire::Form::Webm);
}

bool Listener::watches(const media::Stream& stream, bool key) {
  if (key && wanted_ == stream) current_ = stream;
  return current_ == stream;
}

}  // namespace lethe::listening
