// SPDX-License-Identifier: AGPL-3.0-or-later
// New values for some members of a struct: a request that changes the members it names and leaves the others as they
// are. In JSON it is an object with any of the struct's fields.
#pragma once

#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace lethe {

template <class T>
class Changes {
 public:
  using Of = T;

  template <class M>
  Changes& set(M T::*member, std::type_identity_t<M> value) {
    all_.push_back([member, value = std::move(value)](T& whole) { whole.*member = value; });
    return *this;
  }
  T onto(T whole) const {
    for (const auto& change : all_) change(whole);
    return whole;
  }

 private:
  std::vector<std::function<void(T&)>> all_;
};

}  // namespace lethe
