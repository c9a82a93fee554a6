// SPDX-License-Identifier: AGPL-3.0-or-later
// The log: one line per event on stderr, as `level event key=value …`. Any thread. It must hold nothing personal at any
// level: no address, name, token, SDP, invitation or chat text. Therefore values are numbers or names from the program
// itself (string literals, error codes), never text that came from outside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lethe::log {

enum class Level { Debug, Info, Warning, Error };

void set_level(Level level);
bool enabled(Level level);

// A word from the program itself: only literals convert to it.
struct Word {
  std::string_view text;
  consteval Word(const char* literal) : text(literal) {}
  // For names from the program's own tables (error codes, states).
  static constexpr Word from_table(std::string_view name) { return Word(name, 0); }

 private:
  constexpr Word(std::string_view name, int) : text(name) {}
};

struct Field {
  Word key;
  std::string value;
  Field(Word k, Word v) : key(k), value(v.text) {}
  template <class T>
  requires std::is_arithmetic_v<T> Field(Word k, T v) : key(k), value(std::to_string(v)) {}
};

void write(Level level, Word event, std::initializer_list<Field> fields = {});

inline void debug(Word event, std::initializer_list<Field> fields = {}) { write(Level::Debug, event, fields); }
inline void info(Word event, std::initializer_list<Field> fields = {}) { write(Level::Info, event, fields); }
inline void warning(Word event, std::initializer_list<Field> fields = {}) { write(Level::Warning, event, fields); }
inline void error(Word event, std::initializer_list<Field> fields = {}) { write(Level::Error, event, fields); }

}  // namespace lethe::log
