// SPDX-License-Identifier: AGPL-3.0-or-later
// A form as browsers send it without JavaScript (application/x-www-form-urlencoded, WHATWG URL, 5). Pure.
#pragma once

#include <map>
#include <string>

namespace lethe::api {

inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

class FormBody {
 public:
  // Throws Error InvalidField when the form is unreadable or contains a field twice.
  explicit FormBody(const std::string& text);

  // Empty if absent.
  std::string operator[](const std::string& name) const;

 private:
  std::map<std::string, std::string> fields_;
};

}  // namespace lethe::api
