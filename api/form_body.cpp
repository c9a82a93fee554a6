// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/form_body.hpp"

#include <string_view>

#include "base/error.hpp"

namespace lethe::api {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1, low = high < 0 ? -1 : digit(text[i + 2]);
      if (low < 0) throw Error(Code::InvalidField, "The form cannot be read.");
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return plain;
}

}  // namespace

FormBody::FormBody(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const std::string_view value = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
    if (!fields_.emplace(decoded(pair.substr(0, equals)), decoded(value)).second)
      throw Error(Code::InvalidField, "The form has a field twice.");
  }
}

std::string FormBody::operator[](const std::string& name) const {
  const auto at = fields_.find(name);
  return at == fields_.end() ? std::string() : at->second;
}

}  // namespace lethe::api
