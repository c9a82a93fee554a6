// SPDX-License-Identifier: AGPL-3.0-or-later
// Network byte order: a reader that never reads past its end, and a writer into a fixed buffer that never overflows.
// Both record a failure instead of throwing, so that a parser checks once at its end. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace lethe::transport {

using View = std::span<const std::uint8_t>;

class ByteReader {
 public:
  explicit ByteReader(View bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  std::size_t left() const { return bytes_.size(); }
  View rest() const { return bytes_; }

  // Past the end: returns an empty view and marks the reader as failed.
  View take(std::size_t size) {
    if (size > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const View taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(size)) value = value << 8 | byte;
    return value;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u24() { return static_cast<std::uint32_t>(number(3)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }

 private:
  View bytes_;
  bool failed_ = false;
};

class ByteWriter {
 public:
  explicit ByteWriter(std::span<std::uint8_t> buffer) : buffer_(buffer) {}

  bool failed() const { return failed_; }
  std::size_t size() const { return size_; }
  std::size_t room() const { return buffer_.size() - size_; }
  View written() const { return View(buffer_).first(size_); }

  void number(std::uint64_t value, std::size_t size) {
    if (size > room()) {
      failed_ = true;
      return;
    }
    for (std::size_t i = size; i-- > 0;) buffer_[size_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  void u8(std::uint64_t value) { number(value & 0xff, 1); }
  void u16(std::uint64_t value) { number(value & 0xffff, 2); }
  void u24(std::uint64_t value) { number(value & 0xffffff, 3); }
  void u32(std::uint64_t value) { number(value & 0xffffffff, 4); }
  void u64(std::uint64_t value) { number(value, 8); }
  void bytes(View bytes) {
    if (bytes.size() > room()) {
      failed_ = true;
      return;
    }
    if (!bytes.empty()) std::memcpy(buffer_.data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  // Overwrites earlier bytes, for lengths that are only known later.
  void patch_u16(std::size_t at, std::uint64_t value) {
    buffer_[at] = static_cast<std::uint8_t>(value >> 8);
    buffer_[at + 1] = static_cast<std::uint8_t>(value);
  }

 private:
  std::span<std::uint8_t> buffer_;
  std::size_t size_ = 0;
  bool failed_ = false;
};

// Extends a 16-bit counter past its wraps: takes the value nearest to the last one.
class Unwrapper {
 public:
  std::int64_t extended(std::uint16_t value) {
    if (!started_) {
      started_ = true;
      return last_ = value;
    }
    return last_ += static_cast<std::int16_t>(static_cast<std::uint16_t>(value - static_cast<std::uint16_t>(last_)));
  }

 private:
  std::int64_t last_ = 0;
  bool started_ = false;
};

}  // namespace lethe::transport
