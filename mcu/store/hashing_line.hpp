// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue for hashing passwords. Callers who proved their identity before go first and have places of their own.
// Among the others, a crowd around one account must not take the places of everybody else. When the queue is full,
// chance decides who is dropped, so that nobody can hold the places by good timing. Pure except for chance; guarded by
// its user's lock.
#pragma once

#include <deque>
#include <string>

namespace lethe::store {

class HashingLine {
 public:
  struct Caller {
    std::string account;
    bool known = false;
  };

  // Returns the caller that is dropped, possibly this one; null while there are places. Callers must live until they
  // leave.
  Caller* enter(Caller& caller);
  // Removes and returns the next caller; null if none waits.
  Caller* next();

 private:
  std::deque<Caller*> known_, unknown_;
};

}  // namespace lethe::store
