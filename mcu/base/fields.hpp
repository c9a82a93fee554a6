// SPDX-License-Identifier: AGPL-3.0-or-later
// Declare a struct once; reading and writing JSON, with limits and pointers to what is wrong, follow from it.
//
//   struct Rect { int x{}, y{};
//     static constexpr auto fields() { return std::tuple{field("x", &Rect::x, Range{0, 100}), field("y", &Rect::y)}; }
//     };
//
// std::optional members may be absent (null is refused), those that are `.or_null()` are null instead; all others are
// required unless `.or_default()`. A member that is embed()ed has its fields beside the others; Changes<T> takes any of
// the fields of T.
// Enums need `constexpr auto names(E)` (found by ADL) returning an array of std::pair<E, std::string_view>.
#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "mcu/base/changes.hpp"
#include "mcu/base/error.hpp"
#include "mcu/base/field.hpp"
#include "mcu/base/secret.hpp"

namespace lethe {

using Json = nlohmann::json;

template <class T>
concept Declared = requires {
  T::fields();
};
template <class T>
struct IsChanges : std::false_type {};
template <class T>
struct IsChanges<Changes<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class T>
Json write_json(const T& value);

template <class T, class Owner, class M>
void write_field(Json& object, const T& value, const FieldOf<Owner, M>& field) {
  const auto& member = value.*(field.member);
  if constexpr (IsOptional<M>::value) {
    if (member)
      object[field.name] = write_json(*member);
    else if (field.nullable)
      object[field.name] = nullptr;
  } else {
    object[field.name] = write_json(member);
  }
}
template <class T, class Owner, class M>
void write_field(Json& object, const T& value, const EmbeddedOf<Owner, M>& field) {
  object.update(write_json(value.*(field.member)));
}

template <class T>
Json write_json(const T& value) {
  if constexpr (Declared<T>) {
    Json object = Json::object();
    std::apply([&](const auto&... field) { (write_field(object, value, field), ...); }, T::fields());
    return object;
  } else if constexpr (IsVector<T>::value) {
    Json array = Json::array();
    for (const auto& element : value) array.push_back(write_json(element));
    return array;
  } else if constexpr (std::is_enum_v<T>) {
    for (const auto& [e, name] : names(T{}))
      if (e == value) return std::string(name);
    return nullptr;
  } else {
    return value;
  }
}

template <class T>
constexpr auto fields_of() {
  if constexpr (IsChanges<T>::value)
    return T::Of::fields();
  else
    return T::fields();
}

// Whether T has a field of that name.
template <class T>
bool has_field(const std::string& name);
template <class Owner, class M>
bool is_named(const FieldOf<Owner, M>& field, const std::string& name) {
  return name == field.name;
}
template <class Owner, class M>
bool is_named(const EmbeddedOf<Owner, M>&, const std::string& name) {
  return has_field<M>(name);
}
template <class T>
bool has_field(const std::string& name) {
  return std::apply([&](const auto&... field) { return (is_named(field, name) || ...); }, fields_of<T>());
}

// Reads `json` into `value`. Appends each fault to `findings` and continues, so that the client gets all of them at
// once.
template <class T>
void read_json(const Json& json, T& value, const std::string& pointer, std::vector<Finding>& findings,
               Range range = {});
template <class T>
void read_fields(const Json& object, T& value, const std::string& pointer, std::vector<Finding>& findings);

template <class T, class Owner, class M>
void read_field(const Json& object, T& value, const FieldOf<Owner, M>& field, const std::string& pointer,
                std::vector<Finding>& findings) {
  const auto at = object.find(field.name);
  const std::string below = pointer + "/" + field.name;
  if constexpr (IsChanges<T>::value) {
    if (at == object.end()) return;
    M wanted{};
    read_json(*at, wanted, below, findings, field.range);
    value.set(field.member, std::move(wanted));
  } else if (at == object.end()) {
    if ((!IsOptional<M>::value || field.nullable) && field.required) findings.push_back({below, "is missing"});
  } else if constexpr (IsOptional<M>::value) {
    if (field.nullable && at->is_null()) return (value.*(field.member)).reset();
    read_json(*at, (value.*(field.member)).emplace(), below, findings, field.range);
  } else {
    read_json(*at, value.*(field.member), below, findings, field.range);
  }
}
template <class T, class Owner, class M>
void read_field(const Json& object, T& value, const EmbeddedOf<Owner, M>& field, const std::string& pointer,
                std::vector<Finding>& findings) {
  read_fields(object, value.*(field.member), pointer, findings);
}
template <class T>
void read_fields(const Json& object, T& value, const std::string& pointer, std::vector<Finding>& findings) {
  std::apply([&](const auto&... field) { (read_field(object, value, field, pointer, findings), ...); }, fields_of<T>());
}

template <class T>
void read_json(const Json& json, T& value, const std::string& pointer, std::vector<Finding>& findings, Range range) {
  auto wrong = [&](std::string detail) { findings.push_back({pointer, std::move(detail)}); };
  auto outside = [&](const char* what) {
    const std::string least = std::to_string(range.least), most = std::to_string(range.most);
    wrong(range.least == Range{}.least ? std::string(what) + " must be at most " + most
          : range.most == Range{}.most ? std::string(what) + " must be at least " + least
                                       : std::string(what) + " must be from " + least + " to " + most);
  };
  if constexpr (Declared<T> || IsChanges<T>::value) {
    if (!json.is_object()) return wrong("must be an object");
    for (const auto& [key, unused] : json.items())
      if (!has_field<T>(key)) {
        std::string escaped;  // RFC 6901
        for (char c : key) c == '~' ? escaped += "~0" : c == '/' ? escaped += "~1" : escaped += c;
        findings.push_back({pointer + "/" + escaped, "is not known"});
      }
    read_fields(json, value, pointer, findings);
  } else if constexpr (IsVector<T>::value) {
    if (!json.is_array()) return wrong("must be an array");
    if (!range.holds(static_cast<std::int64_t>(json.size()))) return outside("the number of elements");
    value.clear();
    for (std::size_t i = 0; i < json.size(); ++i)
      read_json(json[i], value.emplace_back(), pointer + "/" + std::to_string(i), findings);
  } else if constexpr (std::is_enum_v<T>) {
    if (!json.is_string()) return wrong("must be a string");
    std::string all;
    for (const auto& [e, name] : names(T{})) {
      if (name == json.template get_ref<const std::string&>()) {
        value = e;
        return;
      }
      all += (all.empty() ? "" : ", ") + std::string(name);
    }
    wrong("must be one of: " + all);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_boolean()) return wrong("must be true or false");
    value = json.template get<bool>();
  } else if constexpr (std::is_integral_v<T>) {
    // Values above the signed range (possible in an unsigned 64-bit number only) exceed every range that we declare.
    if (!json.is_number_integer()) return wrong("must be a whole number");
    if (json.is_number_unsigned() &&
        json.template get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return outside("the number");
    const auto v = json.template get<std::int64_t>();
    if (!range.holds(v) || !std::in_range<T>(v)) return outside("the number");
    value = static_cast<T>(v);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!json.is_number()) return wrong("must be a number");
    value = json.template get<T>();
  } else {
    static_assert(std::is_same_v<T, std::string> || std::is_same_v<T, Secret>);
    if (!json.is_string()) return wrong("must be a string");
    const auto& text = json.template get_ref<const std::string&>();
    if (!range.holds(static_cast<std::int64_t>(text.size()))) return outside("the length in bytes");
    value = T(text);
  }
}

// Parses a whole text into a struct. Throws Error InvalidJson, or InvalidField with all findings.
template <class T>
T parse(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw Error(Code::InvalidJson);
  T value{};
  std::vector<Finding> findings;
  read_json(json, value, "", findings);
  if (!findings.empty()) throw Error(Code::InvalidField, {}, std::move(findings));
  return value;
}

template <class T>
std::string print(const T& value) {
  return write_json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lethe
