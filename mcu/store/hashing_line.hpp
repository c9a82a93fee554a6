// SPDX-License-Identifier: AGPL-3.0-or-later
// Who waits for a password to be hashed. Those who proved before that they are who they say go first and have places of
// their own; of the others a crowd around one account must not take the places of the rest. When one more comes than
// there are places, chance decides who goes, so that nobody keeps the places by coming at the right moment. Pure but
// for chance; guarded by its user's lock.
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

  // The one that has to go, which may be the caller: nobody while there are places. All must live until they left.
  Caller* enter(Caller& caller);
  // Takes out who comes next: nobody when none waits.
  Caller* next();

 private:
  std::deque<Caller*> known_, unknown_;
};

}  // namespace lethe::store
