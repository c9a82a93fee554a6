// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/http/form_body.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

Poco::URI::QueryParameters read(const std::string& text) {
  Poco::URI form;
  form.setRawQuery(text);
  try {
    return form.getQueryParameters();
  } catch (const Poco::SyntaxException&) {
    throw Error(Code::InvalidField, "The form cannot be read.");
  }
}

}  // namespace

FormBody::FormBody(const std::string& text) {
  for (auto& [name, value] : read(text)) {
    if (name.empty() && value.empty()) continue;
    if (!fields_.emplace(std::move(name), std::move(value)).second)
      throw Error(Code::InvalidField, "The form contains a field twice.");
  }
}

std::string FormBody::operator[](const std::string& name) const {
  const auto at = fields_.find(name);
  return at == fields_.end() ? std::string() : at->second;
}

}  // namespace lethe::api
