// SPDX-License-Identifier: AGPL-3.0-or-later
// Declares a field of a struct: its name in JSON, its member and what is allowed; or a member whose fields are its own.
// Kept apart from fields.hpp, which reads and writes them, so that a header with messages does not bring a JSON parser
// to everybody who includes it.
#pragma once

#include <cstdint>
#include <limits>

namespace lethe {

// For numbers the allowed values, for strings the length in bytes, for vectors the number of elements.
struct Range {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr bool holds(std::int64_t v) const { return v >= least && v <= most; }
};

template <class Owner, class T>
struct FieldOf {
  const char* name;
  T Owner::*member;
  Range range;
  bool required = true;
  constexpr FieldOf or_default() const { return {name, member, range, false}; }
};
template <class Owner, class T>
constexpr FieldOf<Owner, T> field(const char* name, T Owner::*member, Range range = {}) {
  return {name, member, range};
}

// The fields of the member, a struct of its own, stand flat among those of its owner.
template <class Owner, class T>
struct EmbeddedOf {
  T Owner::*member;
};
template <class Owner, class T>
constexpr EmbeddedOf<Owner, T> embed(T Owner::*member) {
  return {member};
}

}  // namespace lethe
