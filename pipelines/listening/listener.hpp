// SPDX-License-Identifier: AGPL-3.0-or-later
// A byte stream for one seat: takes the encoders' output and writes it in the requested form, as fast as the link
// allows. A slow link costs this viewer pictures, and nobody else anything. Owned by Listeners; their thread.
#pragma once

#include <memory>
#include <optional>

#include "pipelines/base/frame.hpp"
#include "pipelines/listening/outlet.hpp"

namespace lethe::listening {

class Listener {
 public:
  virtual ~Listener() = default;

  static std::unique_ptr<Listener> make(const wire::Listen& listen);

  virtual bool takes(media::VideoCodec) const { return false; }
  virtual bool takes_sound() const { return false; }
  virtual void give(const std::shared_ptr<const media::EncodedFrame>& frame) = 0;
  virtual void give(const media::OpusFrame&) {}
  virtual void give_quiet(media::Time) {}
  virtual bool wants_key_frame(media::Time) { return false; }  // true once per request

  void watch(std::optional<media::Stream> stream) { wanted_ = stream; }
  const std::optional<media::Stream>& wanted() const { return wanted_; }
  // A viewer sees one stream until the next one's key frame arrives.
  bool watches(const media::Stream& stream, bool key);

  int fd() const { return outlet_.fd(); }
  bool broken() const { return outlet_.broken(); }

 protected:
  explicit Listener(wire::SharedDescriptor sink) : outlet_(std::move(sink)) {}
  Outlet outlet_;

 private:
  std::optional<media::Stream> wanted_, current_;
};

}  // namespace lethe::listening
