// SPDX-License-Identifier: AGPL-3.0-or-later
// Distributes the streams that a server can hold among readers, and decides who loses one when there are too many.
// Pure; guarded by its user's lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace lethe::api {

class EventStream;

// The reader of a stream.
struct StreamReader {
  std::string name;     // of one person or account; empty: a frontend, which reads for many and is not cut off
  std::string room;     // the room it reads about
  std::string network;  // the network it reads from
};

class StreamShares {
 public:
  using Stream = EventStream*;  // never dereferenced

  // The most streams: in all, and of one reader.
  StreamShares(std::size_t most, std::size_t of_one_reader) : most_(most), of_one_reader_(of_one_reader) {}

  // Adds a stream and returns the one that must go for it, or nullptr: the oldest of a reader with more than its share;
  // when there are too many in all, the oldest of the reader with most in the network with most, or of a room with more
  // than half of all. Throws Error Busy when nobody has too many.
  Stream enter(Stream stream, const StreamReader& reader);
  void leave(Stream stream);  // unknown ones are ignored

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Stream stream;
    StreamReader reader;
  };
  using Wanted = std::function<bool(const StreamReader&)>;
  Stream oldest(const Wanted& wanted) const;
  std::map<std::string, std::size_t> count(std::string StreamReader::*key, const StreamReader& newcomer,
                                           const Wanted& wanted) const;
  Stream from_network(const StreamReader& newcomer) const;
  Stream from_room(const StreamReader& newcomer) const;

  const std::size_t most_, of_one_reader_;
  std::map<std::uint64_t, Entry> entries_;  // by age
  std::map<Stream, std::uint64_t> ages_;
  std::uint64_t last_ = 0;
};

}  // namespace lethe::api
