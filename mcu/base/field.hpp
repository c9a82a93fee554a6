// SPDX-License-Identifier: AGPL-3.0-or-later
// Declares a field of a struct: its name in JSON, its member and its allowed values; or a member whose fields belong to
// the outer object. Separate from fields.hpp, which reads and writes them, so that a header with messages does not
// bring a JSON parser to everybody who includes it.
#pragma once

#include <cstdint>
#include <limits>

namespace lethe {

// Allowed values of a number, length of a string in bytes, or number of elements of a vector.
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
  bool nullable = false;
  constexpr FieldOf or_default() const { return {name, member, range, false, nullable}; }
  // Of a std::optional: null instead of being absent.
  constexpr FieldOf or_null() const { return {name, member, range, required, true}; }
};
template <class Owner, class T>
constexpr FieldOf<Owner, T> field(const char* name, T Owner::*member, Range range = {}) {
  return {name, member, range};
}

// The fields of the member, itself a struct, stand among those of its owner.
template <class Owner, class T>
struct EmbeddedOf {
  T Owner::*member;
};
template <class Owner, class T>
constexpr EmbeddedOf<Owner, T> embed(T Owner::*member) {
  return {member};
}

}  // namespace lethe
