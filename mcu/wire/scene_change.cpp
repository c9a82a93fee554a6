// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/wire/scene_change.hpp"

#include <algorithm>

#include "mcu/base/error.hpp"

namespace lethe::wire {
namespace {

// The most bytes of JSON that each of them takes; a test compares them with the encoder. A packet counts as full well
// before packet_limit.
constexpr std::size_t bytes_of_tile = 130, bytes_of_view = 80, bytes_of_part = 200, bytes_of_number = 11;
constexpr std::size_t packet_full = 100'000;

std::size_t size_of(const View& view) { return bytes_of_view + view.tiles.size() * bytes_of_tile; }
std::size_t size_of(const Part&) { return bytes_of_part; }
std::uint32_t key_of(const View& view) { return view.id; }
std::uint32_t key_of(const Part& part) { return part.seat; }

template <class T>
const T* find(const std::vector<T>& ordered, std::uint32_t key) {
  const auto at = std::lower_bound(ordered.begin(), ordered.end(), key,
                                   [](const T& one, std::uint32_t wanted) { return key_of(one) < wanted; });
  return at != ordered.end() && key_of(*at) == key ? &*at : nullptr;
}

class Packets {
 public:
  explicit Packets(std::uint64_t revision) : revision_(revision) { begin(); }
  SceneChange& room_for(std::size_t bytes) {
    if (used_ + bytes > packet_full) {
      all_.back().last = false;
      begin();
    }
    used_ += bytes;
    return all_.back();
  }
  std::vector<SceneChange> take() { return std::move(all_); }

 private:
  void begin() {
    all_.emplace_back().revision = revision_;
    used_ = 0;
  }
  std::uint64_t revision_;
  std::size_t used_ = 0;
  std::vector<SceneChange> all_;
};

template <class T>
void list_changes(const std::vector<T>& from, const std::vector<T>& to, Packets& packets,
                  std::vector<std::uint32_t> SceneChange::*gone, std::vector<T> SceneChange::*changed) {
  for (const T& one : from)
    if (!find(to, key_of(one))) (packets.room_for(bytes_of_number).*gone).push_back(key_of(one));
  for (const T& one : to) {
    const T* before = find(from, key_of(one));
    if (!before || *before != one) (packets.room_for(size_of(one)).*changed).push_back(one);
  }
}

template <class T>
std::vector<T> merged(std::vector<T> all, const std::vector<std::uint32_t>& gone, const std::vector<T>& changed,
                      int most) {
  std::erase_if(all, [&](const T& one) { return std::find(gone.begin(), gone.end(), key_of(one)) != gone.end(); });
  for (const T& one : changed) {
    const auto at = std::lower_bound(all.begin(), all.end(), key_of(one),
                                     [](const T& other, std::uint32_t key) { return key_of(other) < key; });
    if (at != all.end() && key_of(*at) == key_of(one))
      *at = one;
    else
      all.insert(at, one);
  }
  if (std::ssize(all) > most) throw Error(Code::InvalidField, "The scene is too large.");
  return all;
}

}  // namespace

std::vector<SceneChange> changes(const Scene& from, const Scene& to) {
  Packets packets(to.revision);
  list_changes(from.views, to.views, packets, &SceneChange::views_gone, &SceneChange::views);
  list_changes(from.parts, to.parts, packets, &SceneChange::parts_gone, &SceneChange::parts);
  return packets.take();
}

void apply(const SceneChange& change, Scene& scene) {
  auto views = merged(scene.views, change.views_gone, change.views, views_most);
  scene.parts = merged(scene.parts, change.parts_gone, change.parts, parts_most);
  scene.views = std::move(views);
  scene.revision = change.revision;
}

}  // namespace lethe::wire
