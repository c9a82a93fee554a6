// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/streams/stream_shares.hpp"

#include <algorithm>
#include <utility>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

using Counts = std::map<std::string, std::size_t>;

Counts::const_iterator largest(const Counts& counts) {
  return std::max_element(counts.begin(), counts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; });
}

bool can_lose(const StreamReader& reader) { return !reader.name.empty(); }

}  // namespace

StreamShares::Stream StreamShares::oldest(const Wanted& wanted) const {
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return wanted(entry.second.reader); });
  return at == entries_.end() ? nullptr : at->second.stream;
}

// Counts those that can lose a stream, as if the newcomer were in.
Counts StreamShares::count(std::string StreamReader::*key, const StreamReader& newcomer, const Wanted& wanted) const {
  Counts counts;
  const auto add = [&](const StreamReader& reader) {
    if (can_lose(reader) && wanted(reader)) ++counts[reader.*key];
  };
  for (const auto& [unused, entry] : entries_) add(entry.reader);
  add(newcomer);
  return counts;
}

StreamShares::Stream StreamShares::from_network(const StreamReader& newcomer) const {
  const Counts networks = count(&StreamReader::network, newcomer, can_lose);
  const auto crowd = largest(networks);
  if (crowd == networks.end()) return nullptr;
  const auto there = [&](const StreamReader& reader) { return reader.network == crowd->first; };
  const Counts readers = count(&StreamReader::name, newcomer, there);
  const auto greedy = largest(readers);
  if (greedy->second > 1)
    return oldest([&](const StreamReader& reader) { return there(reader) && reader.name == greedy->first; });
  // Each of them has one. They give way only to a network that has far fewer.
  const auto own = networks.find(newcomer.network);
  const std::size_t newcomers = own == networks.end() ? 1 : own->second;
  if (crowd->second <= 2 * newcomers) return nullptr;
  return oldest([&](const StreamReader& reader) { return can_lose(reader) && there(reader); });
}

StreamShares::Stream StreamShares::from_room(const StreamReader& newcomer) const {
  const Counts rooms = count(&StreamReader::room, newcomer, can_lose);
  const auto crowd = largest(rooms);
  if (crowd == rooms.end() || crowd->second <= most_ / 2 || crowd->first == newcomer.room) return nullptr;
  return oldest([&](const StreamReader& reader) { return can_lose(reader) && reader.room == crowd->first; });
}

StreamShares::Stream StreamShares::enter(Stream stream, const StreamReader& reader) {
  Stream leaves = nullptr;
  const auto own = [&](const StreamReader& other) { return other.name == reader.name; };
  if (can_lose(reader) &&
      std::cmp_greater_equal(
          std::count_if(entries_.begin(), entries_.end(), [&](const auto& entry) { return own(entry.second.reader); }),
          of_one_reader_)) {
    leaves = oldest(own);
  } else if (entries_.size() >= most_) {
    leaves = from_network(reader);
    if (leaves == nullptr) leaves = from_room(reader);
    if (leaves == nullptr) throw Error(Code::Busy);
  }
  if (leaves != nullptr) leave(leaves);
  entries_.emplace(++last_, Entry{stream, reader});
  ages_[stream] = last_;
  return leaves;
}

void StreamShares::leave(Stream stream) {
  const auto age = ages_.extract(stream);
  if (!age.empty()) entries_.erase(age.mapped());
}

}  // namespace lethe::api
