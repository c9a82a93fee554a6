// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds out whether a path carries more than is sent on it. For a moment, padding fills the gap between media and a
// higher rate; the rate at which this arrives is a lower bound of the capacity (like libwebrtc's probe clusters). After
// a probe that found nothing the next one waits, twice as long each time. Network thread; time is given.
#pragma once

#include <optional>

#include "pipelines/congestion/bit_rate.hpp"
#include "pipelines/congestion/sent_packets.hpp"

namespace lethe::congestion {

class Probe {
 public:
  // Starts a probe towards `goal` when it is time. `quiet`: the path shows no sign of being full.
  void consider(BitRate estimate, BitRate goal, bool quiet, media::Time now);
  // Bytes of padding to send now. Call every 20 ms.
  std::size_t padding_due(media::Time now) const;
  int number() const { return running_ ? number_ : 0; }  // for the packets sent now
  bool running() const { return running_; }
  std::size_t bytes() const { return sent_bytes_; }   // of the last probe, so far
  bool open() const { return running_ || waiting_; }  // its result is pending
  bool failed() const { return pause_.count() > 0; }  // the last probe found nothing

  void sent(std::size_t bytes, media::Time now);
  void reported(const SentPacket& packet, std::optional<std::chrono::microseconds> arrived);  // empty: lost
  // The last probe's result, returned once, when everything was reported or too much time has passed.
  std::optional<BitRate> result(media::Time now);
  void give_up(media::Time now);  // the path is full
  void begin_anew();              // forgets earlier probes without a result

 private:
  struct Ends {
    media::Time first_sent{}, last_sent{};
    std::chrono::microseconds first_arrived{}, last_arrived{};
    std::size_t first_size = 0, last_size = 0, bytes = 0, packets = 0, received = 0;
  };
  struct Found {
    BitRate rate;
    bool full;  // the path reached its capacity
  };
  std::optional<Found> evaluate() const;
  void wait(bool found, media::Time now);

  bool running_ = false, waiting_ = false;  // sending; sent and not yet reported
  int number_ = 0;
  BitRate rate_, estimate_;
  media::Time began_{}, ended_{}, next_{};
  std::size_t sent_bytes_ = 0, sent_packets_ = 0;
  Ends ends_;
  std::chrono::milliseconds pause_{0};
};

}  // namespace lethe::congestion
