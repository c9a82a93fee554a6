// SPDX-License-Identifier: AGPL-3.0-or-later
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "config/setting.hpp"
#include "mcu/base/base64.hpp"
#include "mcu/base/error.hpp"

namespace lethe::config {
namespace {

bool is_ip_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> parsed;
  return inet_pton(AF_INET, text.c_str(), parsed.data()) == 1 || inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
}

bool is_printable_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](auto b) { return text.size() > b.size() && text.starts_with(b); });
}

bool is_url(const std::string& text) {
  return is_printable_word(text) && begins_with_any(text, {"http://", "https://"}) && !text.ends_with('/') &&
         text.find_first_of("?#") == std::string::npos;
}

// The page and the API use absolute paths, so they cannot live below another path.
bool is_origin(const std::string& text) {
  const auto host = text.find("://");
  return is_url(text) && text.find('/', host + 3) == std::string::npos;
}

bool is_ice_url(const std::string& text) {
  // Quoted in a Link header, so it must not contain anything that ends the quotation.
  return is_printable_word(text) && begins_with_any(text, {"stun:", "stuns:", "turn:", "turns:"}) &&
         text.find_first_of("<>\"\\") == std::string::npos;
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_word(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

// 24 to 64 bytes, as in the Standard Webhooks specification.
bool is_webhook_secret(const std::string& text) {
  constexpr std::string_view prefix = "whsec_";
  if (!text.starts_with(prefix)) return false;
  try {
    const std::size_t bytes = from_base64(std::string_view(text).substr(prefix.size())).size();
    return bytes >= 24 && bytes <= 64;
  } catch (const Error&) {
    return false;
  }
}

bool is_link(const std::string& text) {
  return is_printable_word(text) && begins_with_any(text, {"http://", "https://"});
}

bool is_colour(const std::string& text) {
  return text.size() == 7 && text.starts_with('#') &&
         text.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
}

struct FormEntry {
  Form form;
  const char* text;
  bool (*holds)(const std::string&);
};
constexpr std::array forms{
    FormEntry{Form::Any, "any text", [](const std::string&) { return true; }},
    FormEntry{Form::IpAddress, "an IP address", is_ip_address},
    FormEntry{Form::Url, "an http or https address without a query and without a trailing slash", is_url},
    FormEntry{Form::Origin,
              "the http or https address of a host alone, such as https://meet.example.org (Lethe does not work under "
              "a path)",
              is_origin},
    FormEntry{Form::IceUrl, "an address that begins with stun:, stuns:, turn: or turns:", is_ice_url},
    FormEntry{Form::Sha256, "64 lower-case hexadecimal digits", is_sha256},
    FormEntry{Form::Word, "letters, digits, dots, dashes and underscores", is_word},
    FormEntry{Form::WebhookSecret, "whsec_ and the base64 of 24 to 64 random bytes", is_webhook_secret},
    FormEntry{Form::Link, "an http or https address", is_link},
    FormEntry{Form::Colour, "a colour such as #0b6b62, in lower case", is_colour},
};

const FormEntry& form_entry(Form form) { return forms.at(static_cast<std::size_t>(form)); }

}  // namespace

std::string form_text(Form form) { return form_entry(form).text; }
bool has_form(const std::string& text, Form form) { return form_entry(form).holds(text); }

std::string allowed_text(const Allowed& allowed, const char* unit) {
  return "from " + std::to_string(allowed.least) + " to " + std::to_string(allowed.most) + unit +
         (allowed.step > 1 ? ", a multiple of " + std::to_string(allowed.step) : "");
}

}  // namespace lethe::config
