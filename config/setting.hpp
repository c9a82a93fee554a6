// SPDX-License-Identifier: AGPL-3.0-or-later
// Declares one setting: its key, the member that holds it (whose initialiser is the default), one sentence for people,
// and its allowed values. Reader, printer and checker are written once over these declarations.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace lethe::config {

// The required form of a text.
enum class Form { Any, IpAddress, Url, Origin, IceUrl, Sha256, Word, WebhookSecret, Link, Colour };

// Allowed values of a number, length of a text in bytes, or number of elements of a list (`form` then applies to each
// element).
struct Allowed {
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Form form = Form::Any;
  std::int64_t step = 1;  // numbers must be a multiple of it
  bool or_empty = false;  // an empty text is allowed, whatever the form
};

template <class Owner, class T>
struct Setting {
  const char* key;
  T Owner::*member;
  const char* sentence;
  Allowed allowed;
};
template <class Owner, class T>
constexpr Setting<Owner, T> setting(const char* key, T Owner::*member, const char* sentence, Allowed allowed = {}) {
  return {key, member, sentence, allowed};
}

template <class T>
concept Section = requires {
  T::settings();
};
template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};

// Calls `visit` with each setting of a section.
template <Section T, class Visit>
constexpr void each_setting(Visit&& visit) {
  std::apply([&](const auto&... s) { (visit(s), ...); }, T::settings());
}

std::string allowed_text(const Allowed& allowed, const char* unit);  // "from 1 to 65535"
std::string form_text(Form form);                                    // "an IP address"
bool has_form(const std::string& text, Form form);

}  // namespace lethe::config
