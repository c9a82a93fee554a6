// SPDX-License-Identifier: AGPL-3.0-or-later
// All synthetic participants of a case, on one loop thread that sends and receives for all of them. Main thread.
#pragma once

#include <deque>
#include <memory>

#include "tests/bench/crowd/attendee.hpp"

namespace lethe::bench {

class Crowd {
 public:
  explicit Crowd(const test::LetheServer& server);
  ~Crowd();  // nobody says good-bye
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Joins, connects and begins to play. Phases are spread over the length of a picture.
  Attendee& add(const std::string& room, AttendeeSpec spec);
  void remove_last(const std::string& room);  // says good-bye over REST
  std::size_t size() const { return members_.size(); }
  const std::deque<std::unique_ptr<Attendee>>& members() const { return members_; }

  // On the loop's thread, while nothing is played or received.
  template <class Work>
  auto with_loop(Work work) {
    return loop_.loop().call(std::move(work));
  }
  // Everybody is connected and who gets video has got `frames` of it; false after the limit.
  bool settles(std::size_t frames, std::chrono::seconds limit);
  // Attendee::hold and forget of all.
  void hold();
  void forget();

 private:
  struct Stage {  // loop thread; outlives the crowd as the timer needs it
    std::vector<Attendee*> members;
    bool ended = false;
  };
  const test::LetheServer& server_;
  test::PeerLoop loop_;
  std::shared_ptr<Stage> stage_ = std::make_shared<Stage>();
  std::deque<std::unique_ptr<Attendee>> members_;
};

}  // namespace lethe::bench
