// SPDX-License-Identifier: AGPL-3.0-or-later
// All listeners: the second output of the encoders, beside RTP. The encoding threads hand frames over; a thread of its
// own writes them, so that no tick is delayed. Owned by RoomGraph.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include "mcu/base/loop.hpp"
#include "pipelines/listening/listener.hpp"

namespace lethe::listening {

using media::Seat;

class Listeners {
 public:
  struct Told {                                  // called on the thread of listeners; must not block
    std::function<void(Seat, wire::Form)> gone;  // the viewer has closed; the stream is forgotten
    std::function<void(const media::Stream&)> key_frame_wanted;
  };

  explicit Listeners(Told told);
  ~Listeners();  // ends all streams, joins the thread

  void add(const wire::Listen& listen);  // media thread; replaces the seat's stream of that form
  // ── any thread; none waits ──
  void remove(Seat seat);
  void watch(Seat seat, wire::Form form, std::optional<media::Stream> stream);
  void send_video(const media::Stream& stream, std::shared_ptr<const media::EncodedFrame> frame);
  void send_audio(std::span<const Seat> to, const media::OpusFrame& frame);  // copies
  void send_quiet(std::span<const Seat> to, media::Time tick);

 private:
  using Key = std::pair<Seat, wire::Form>;
  void end(const Key& key);
  void ask_for_key_frames(const media::Stream& stream, const media::EncodedFrame& frame);
  // A room without listeners does nothing.
  bool any() const { return count_ > 0; }

  Told told_;
  Loop loop_;
  std::atomic<std::size_t> count_{0};
  // Of the thread.
  std::map<Key, std::unique_ptr<Listener>> listeners_;
  std::map<media::Stream, media::Time> key_frames_;  // when the last one came
  std::thread thread_;                               // starts with the first one
};

}  // namespace lethe::listening
