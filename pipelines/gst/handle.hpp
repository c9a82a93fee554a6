// SPDX-License-Identifier: AGPL-3.0-or-later
// An owned reference to a GStreamer object. There is no constructor from a raw pointer: the caller says in GStreamer's
// terms what it was given, by adopt (transfer full), sink (floating) or share (transfer none).
#pragma once

#include <gst/gst.h>

#include <type_traits>
#include <utility>

namespace lethe::gst {

template <class T>
inline constexpr bool is_mini_object = std::is_same_v<T, GstBuffer> || std::is_same_v<T, GstCaps> ||
                                       std::is_same_v<T, GstEvent> || std::is_same_v<T, GstSample>;

template <class T>
class Handle {
 public:
  Handle() = default;
  Handle(Handle&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      reset();
      object_ = std::exchange(other.object_, nullptr);
    }
    return *this;
  }
  ~Handle() { reset(); }

  T* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  // For a call that takes over the reference (transfer full).
  [[nodiscard]] T* release() { return std::exchange(object_, nullptr); }
  void reset() {
    if (T* object = std::exchange(object_, nullptr)) {
      if constexpr (is_mini_object<T>)
        gst_mini_object_unref(GST_MINI_OBJECT_CAST(object));
      else
        gst_object_unref(object);
    }
  }

 private:
  explicit Handle(T* object) : object_(object) {}
  template <class U>
  friend Handle<U> adopt(U* object);
  template <class U>
  friend Handle<U> sink(U* object);
  template <class U>
  friend Handle<U> share(U* object);

  T* object_ = nullptr;
};

template <class T>
[[nodiscard]] Handle<T> adopt(T* object) {
  return Handle<T>(object);
}

template <class T>
[[nodiscard]] Handle<T> sink(T* object) {
  static_assert(!is_mini_object<T>, "mini objects never float");
  if (object != nullptr) gst_object_ref_sink(object);
  return Handle<T>(object);
}

template <class T>
[[nodiscard]] Handle<T> share(T* object) {
  if (object != nullptr) {
    if constexpr (is_mini_object<T>)
      gst_mini_object_ref(GST_MINI_OBJECT_CAST(object));
    else
      gst_object_ref(object);
  }
  return Handle<T>(object);
}

}  // namespace lethe::gst
